-- Foreign keys from and to a table; one that refers to its own table counts twice. table_id: the table's oid.
-- Columns: name, from table, to table, columns (ours), outgoing, deferrable, on update. A row for each.
select c.conname,
       c.conrelid::regclass,
       c.confrelid::regclass,
       (select pg_catalog.string_agg(a.attname, ', ' order by k.position)
          from pg_catalog.unnest(case when side.outgoing then c.conkey else c.confkey end)
               with ordinality as k (attnum, position)
          join pg_catalog.pg_attribute a on a.attrelid = {table_id:int}::oid and a.attnum = k.attnum),
       side.outgoing,
       c.condeferrable,
       case c.confupdtype when 'c' then 'CASCADE' when 'n' then 'SET NULL' when 'd' then 'SET DEFAULT'
                          when 'r' then 'RESTRICT' else 'NO ACTION' end
  from (values (true), (false)) as side (outgoing)
  join pg_catalog.pg_constraint c
    on c.contype = 'f'
   and case when side.outgoing then c.conrelid else c.confrelid end = {table_id:int}::oid
 order by side.outgoing desc, c.conname, c.conrelid
