-- What the built-in guards look at; all but the size of the WAL file concern servers. Columns: the values in the order of
-- def/guards.def; then four that concern PostgreSQL. One row.
select null, null, null, null, null, null, null, null, retcon_wal_bytes(), null, null, 1, 0
