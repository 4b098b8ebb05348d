-- What the built-in guards look at; but for the file's disk and the size of its WAL all concern servers. Columns: the values in
-- the order of def/guards.def (disk_free: a path on the disk); then seven that concern PostgreSQL. One row.
select null, null, null, null, null, null, null, null, null, null,
       (select nullif(d.file, '') from pragma_database_list d where d.name = 'main'), retcon_wal_bytes(),
       null, null, 1, 0, null, null, 0
