-- A handle that only reads cannot write to a temporary or attached database either. It reads in the order of keys, mostly, and
-- needs less of a cache; each sorter takes as much memory as the cache.
pragma query_only = on;
pragma cache_size = -10000
