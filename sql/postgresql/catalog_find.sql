-- The tables and views of a name. Without a schema, every schema is searched but the system's own.
-- $1 schema or null, $2 name. Columns: schema, name, id. A row for each.
select n.nspname, c.relname, c.oid
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relname = $2
   and c.relkind in ('r', 'p', 'v', 'm', 'f')
   and case when $1::text is null
            then n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname !~ '^pg_(toast_)?temp_'
            else n.nspname = $1 end
 order by n.nspname
