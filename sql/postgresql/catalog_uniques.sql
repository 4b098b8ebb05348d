-- Unique indexes that are valid. table_id: the table's oid.
-- Columns: name, column (null: an expression), primary, partial or on an expression, deferrable.
-- A row for each column of each index, together and in order.
select c.relname,
       a.attname,
       i.indisprimary,
       i.indpred is not null or i.indexprs is not null,
       not i.indimmediate
  from pg_catalog.pg_index i
  join pg_catalog.pg_class c on c.oid = i.indexrelid
 cross join pg_catalog.unnest(i.indkey::smallint[]) with ordinality as k (attnum, position)
  left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum > 0
 where i.indrelid = {table_id:int}::oid
   and i.indisunique and i.indisvalid and i.indisready
   and k.position <= i.indnkeyatts
 order by i.indisprimary desc, c.relname, k.position
