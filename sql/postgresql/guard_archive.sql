-- WAL files that wait to be archived. Asked only where the role may, for the server refuses before it looks. Columns: how many.
select pg_catalog.count(*) from pg_catalog.pg_ls_archive_statusdir() s where s.name like '%.ready'
