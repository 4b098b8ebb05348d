-- A handle that only reads cannot write to a temporary or attached database either.
pragma query_only = on
