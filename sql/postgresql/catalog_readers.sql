-- What reads a table's columns: views (and the views over them), publications, generated columns, indexes.
-- table_id: the table's oid. Columns: kind, name, columns (null: all or unknown). A row for each.
with recursive views as (
    select r.ev_class as view, d.refobjsubid as attnum, true as direct
      from pg_catalog.pg_depend d
      join pg_catalog.pg_rewrite r on r.oid = d.objid
     where d.classid = 'pg_catalog.pg_rewrite'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
       and d.refobjid = {table_id:int}::oid and r.ev_class <> d.refobjid
    union
    select r.ev_class, 0, false
      from views v
      join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = v.view
      join pg_catalog.pg_rewrite r on d.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = d.objid
     where r.ev_class <> d.refobjid
), readers as (
    select case c.relkind when 'm' then 'materialized view' else 'view' end as kind,
           v.view::regclass::text as name, v.attnum
      from views v
      join pg_catalog.pg_class c on c.oid = v.view and c.relkind in ('v', 'm')
    union
    select 'publication', p.pubname, 0
      from pg_catalog.pg_publication_tables p
      join pg_catalog.pg_class c on c.relname = p.tablename
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = p.schemaname
     where c.oid = {table_id:int}::oid
    union
    -- The dependency is the column's own up to version 14, that of its default's entry since.
    select 'generated column', g.attname, d.refobjsubid
      from pg_catalog.pg_attribute g
      join pg_catalog.pg_attrdef x on x.adrelid = g.attrelid and x.adnum = g.attnum
      join pg_catalog.pg_depend d
        on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = g.attrelid and d.refobjsubid <> g.attnum
       and (d.classid = 'pg_catalog.pg_attrdef'::regclass and d.objid = x.oid
            or d.classid = 'pg_catalog.pg_class'::regclass and d.objid = g.attrelid and d.objsubid = g.attnum)
     where g.attrelid = {table_id:int}::oid and g.attgenerated <> ''
    union
    select 'index', c.relname, k.attnum
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid = i.indexrelid
     cross join pg_catalog.unnest(i.indkey::smallint[]) as k (attnum)
     where i.indrelid = {table_id:int}::oid and k.attnum > 0
    union
    select 'index', c.relname, d.refobjsubid
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid = i.indexrelid
      join pg_catalog.pg_depend d
        on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = i.indexrelid
       and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = i.indrelid
     where i.indrelid = {table_id:int}::oid and d.refobjsubid > 0
)
select r.kind, r.name, pg_catalog.string_agg(a.attname, ', ' order by a.attnum)
  from readers r
  left join pg_catalog.pg_attribute a on a.attrelid = {table_id:int}::oid and a.attnum = r.attnum and r.attnum > 0
 group by r.kind, r.name
 order by r.kind, r.name
