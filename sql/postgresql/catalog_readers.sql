-- What reads a table's columns, through any depth: views, functions and policies (by the catalog's dependencies; functions
-- whose body is a text by the words in it), publications of updates and the logical slots behind them, generated columns,
-- indexes. table_id: the table's oid; table_name: its name.
-- Columns: kind, schema (null: it has none), name, its own table (null: it has none), columns (null: all or unknown),
-- may (it is not certain). A row for each.
with recursive column_of as (
    select a.attnum, a.attname, '(^|[^[:alnum:]_])'
           || pg_catalog.regexp_replace(a.attname::text, '([^[:alnum:]_])', '\\\1', 'g') || '($|[^[:alnum:]_])' as word
      from pg_catalog.pg_attribute a
     where a.attrelid = {table_id:int}::oid and a.attnum > 0 and not a.attisdropped
), text_function as (
    select p.oid, p.prosrc as body
      from pg_catalog.pg_proc p
      join pg_catalog.pg_language l on l.oid = p.prolang and l.lanname not in ('internal', 'c')
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace and n.nspname not in ('information_schema', 'retcon')
                                    and n.nspname not like 'pg\_%'
     where p.prosrc <> ''
       and not exists (select from pg_catalog.pg_trigger t where t.tgrelid = {table_id:int}::oid and t.tgfoid = p.oid)
), named as (
    -- Functions whose text has the table's name as a word, and a column's, or all columns at once.
    select f.oid, c.attnum
      from text_function f
      join (select attnum, word from column_of
            union all
            select 0, '(select|,|\.)[[:space:]]*[*]|%rowtype') c on f.body ~* c.word
     where pg_catalog.strpos(pg_catalog.lower(f.body), pg_catalog.lower({table_name:text})) > 0
       and f.body ~* ('(^|[^[:alnum:]_])'
                      || pg_catalog.regexp_replace({table_name:text}, '([^[:alnum:]_])', '\\\1', 'g')
                      || '($|[^[:alnum:]_])')
), reads as (
    -- Views and functions over the table, and those over these: each with the columns that the first of them reads. What
    -- reads whole rows is stored with column number 0, beside or in place of a dependency.
    select 'pg_catalog.pg_class'::regclass::oid as class, {table_id:int}::oid as id, -1 as attnum, false as may
    union
    select 'pg_catalog.pg_proc'::regclass::oid, oid, attnum, true from named
    union
    select x.class, x.id, case when s.attnum = -1 then x.attnum else s.attnum end, s.may
      from reads s
      join pg_catalog.pg_depend d on d.refclassid = s.class and d.refobjid = s.id
     cross join lateral (
           select 'pg_catalog.pg_class'::regclass::oid, r.ev_class, w.attnum
             from pg_catalog.pg_rewrite r
             join pg_catalog.pg_class v on v.oid = r.ev_class and v.relkind in ('v', 'm')
            cross join lateral (select d.refobjsubid
                                union
                                select 0 where s.attnum = -1 and r.ev_action::text like '%:varattno 0 %') as w (attnum)
            where d.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = d.objid and r.ev_class <> s.id
           union all
           select d.classid, d.objid, d.refobjsubid
            where d.classid = 'pg_catalog.pg_proc'::regclass
               or d.classid = 'pg_catalog.pg_policy'::regclass and (s.attnum <> -1 or d.refobjsubid > 0)
           ) as x (class, id, attnum)
     where s.class <> 'pg_catalog.pg_policy'::regclass
), relation as (
    select r.id, r.attnum, r.may, c.relkind, n.nspname, c.relname
      from reads r
      join pg_catalog.pg_class c on r.class = 'pg_catalog.pg_class'::regclass and c.oid = r.id
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname <> 'retcon'
     where r.attnum <> -1
), sending as (
    -- The function behind pg_publication_tables: to plan that view takes longer than all the rest.
    select b.pubname
      from pg_catalog.pg_publication b
     cross join lateral pg_catalog.pg_get_publication_tables(b.pubname) g
     where b.pubupdate and g.relid = {table_id:int}::oid
), readers (kind, schema, name, own_table, attnum, may) as (
    select case relkind when 'm' then 'materialized view' else 'view' end, nspname, relname, null, attnum, may
      from relation
    union
    select 'function', n.nspname, p.proname, null, r.attnum, r.may
      from reads r
      join pg_catalog.pg_proc p on r.class = 'pg_catalog.pg_proc'::regclass and p.oid = r.id
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    union
    -- Functions whose text names one of the views.
    select 'function', n.nspname, p.proname, null, v.attnum, true
      from relation v
      join text_function f on pg_catalog.strpos(pg_catalog.lower(f.body), pg_catalog.lower(v.relname)) > 0
       and f.body ~* ('(^|[^[:alnum:]_])' || pg_catalog.regexp_replace(v.relname::text, '([^[:alnum:]_])', '\\\1', 'g')
                      || '($|[^[:alnum:]_])')
      join pg_catalog.pg_proc p on p.oid = f.oid
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    union
    select 'policy', null, y.polname, y.polrelid::regclass::text, r.attnum, r.may
      from reads r
      join pg_catalog.pg_policy y on r.class = 'pg_catalog.pg_policy'::regclass and y.oid = r.id
    union
    select 'publication', null, pubname, null, 0, false from sending
    union
    -- Which publications a slot of pgoutput sends is its reader's to say, each time.
    select 'replication slot', null, s.slot_name, null, 0, s.plugin = 'pgoutput'
      from pg_catalog.pg_replication_slots s
     where s.slot_type = 'logical' and s.database = pg_catalog.current_database() and not s.temporary
       and (s.plugin <> 'pgoutput' or exists (select from sending))
    union
    -- The dependency is the column's own up to version 14, that of its default's entry since.
    select 'generated column', null, g.attname, null, d.refobjsubid, false
      from pg_catalog.pg_attribute g
      join pg_catalog.pg_attrdef x on x.adrelid = g.attrelid and x.adnum = g.attnum
      join pg_catalog.pg_depend d
        on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = g.attrelid and d.refobjsubid <> g.attnum
       and (d.classid = 'pg_catalog.pg_attrdef'::regclass and d.objid = x.oid
            or d.classid = 'pg_catalog.pg_class'::regclass and d.objid = g.attrelid and d.objsubid = g.attnum)
     where g.attrelid = {table_id:int}::oid and g.attgenerated <> ''
    union
    select 'index', null, c.relname, null, k.attnum, false
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid = i.indexrelid
     cross join pg_catalog.unnest(i.indkey::smallint[]) as k (attnum)
     where i.indrelid = {table_id:int}::oid and k.attnum > 0
    union
    select 'index', null, c.relname, null, d.refobjsubid, false
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid = i.indexrelid
      join pg_catalog.pg_depend d
        on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = i.indexrelid
       and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = i.indrelid
     where i.indrelid = {table_id:int}::oid and d.refobjsubid > 0
)
select r.kind, r.schema, r.name, r.own_table,
       case when not pg_catalog.bool_or(r.attnum = 0)
            then pg_catalog.string_agg(distinct a.attname, ', ') end,
       pg_catalog.bool_and(r.may)
  from readers r
  left join column_of a on a.attnum = r.attnum
 group by r.kind, r.schema, r.name, r.own_table
 order by r.kind, r.schema, r.name, r.own_table
