-- What every session has. Foreign keys are enforced only when asked for. 24 MB of cache: the usual 2 MB read pages twice on
-- a table with indexes. The read tells whether the file is a database at all.
pragma foreign_keys = on;
pragma cache_size = -24000;
select 1 from sqlite_schema limit 1
