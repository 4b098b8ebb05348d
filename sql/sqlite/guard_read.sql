-- What the built-in guards look at; all but those of the file concern servers. Columns: the values in the order of
-- def/guards.def (disk_free: a path on the disk; other_writers: a number that another connection's commit alters); then seven that concern PostgreSQL. One row.
select null, null, null, null, null, null, null, null, null, null,
       (select nullif(d.file, '') from pragma_database_list d where d.name = 'main'), retcon_wal_bytes(),
       (select data_version from pragma_data_version),
       null, null, 1, 0, null, null, 0
