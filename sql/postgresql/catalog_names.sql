-- Names to offer when a table is not found. Columns: schema, name. At most 5,000 rows.
select n.nspname, c.relname
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'v', 'm', 'f')
   and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'retcon')
   and n.nspname !~ '^pg_(toast_)?temp_'
 order by n.nspname, c.relname
 limit 5000
