-- The columns of a table, in order. A domain is followed to the type below it. table_id: the table's oid.
-- Columns: name, type, cast, pack wrapped, char pad, not null, generated, identity always, numeric, key position,
-- can select, can update. A row for each column.
with recursive below as (
    select a.attnum, a.atttypid as type, a.atttypmod as modifier
      from pg_catalog.pg_attribute a
     where a.attrelid = {table_id:int}::oid and a.attnum > 0 and not a.attisdropped
    union all
    select b.attnum, t.typbasetype, t.typtypmod
      from below b
      join pg_catalog.pg_type t on t.oid = b.type
     where t.typtype = 'd'
)
select a.attname,
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       -- Character and bit types lose their length: a cast would cut the value where the table refuses it.
       pg_catalog.format_type(b.type, case when coalesce(nullif(t.typelem, 0), t.oid)
                                                in ('bpchar'::regtype, 'varchar'::regtype, 'bit'::regtype, 'varbit'::regtype)
                                           then -1 else b.modifier end),
       t.typarray = 0,
       case when t.oid = 'bpchar'::regtype and b.modifier > 4 then b.modifier - 4 else 0 end,
       a.attnotnull,
       a.attgenerated <> '',
       a.attidentity = 'a',
       t.oid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype, 'float4'::regtype,
                 'float8'::regtype),
       coalesce((select k.position
                   from pg_catalog.pg_index i,
                        pg_catalog.unnest(i.indkey::smallint[]) with ordinality as k (attnum, position)
                  where i.indrelid = a.attrelid and i.indisprimary and k.attnum = a.attnum
                    and k.position <= i.indnkeyatts), 0),
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'select'),
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'update')
  from below b
  join pg_catalog.pg_type t on t.oid = b.type and t.typtype <> 'd'
  join pg_catalog.pg_attribute a on a.attrelid = {table_id:int}::oid and a.attnum = b.attnum
 order by a.attnum
