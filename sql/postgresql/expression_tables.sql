-- The relations that the temporary view reads. Columns: qualified name, kind. A row for each.
select distinct n.nspname || '.' || c.relname
  from pg_catalog.pg_rewrite r
  join pg_catalog.pg_depend d
    on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid
   and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid <> r.ev_class
  join pg_catalog.pg_class c on c.oid = d.refobjid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where r.ev_class = 'pg_temp.retcon_expression'::regclass
 order by 1
