-- What a table is. table_id: its oid.
-- Columns: kind, is partition, has children, has parent, unlogged, temporary, without rowid, strict, row security,
-- forced for the owner too, in force for this role now, has rules on UPDATE, estimated rows. One row.
select case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
                      when 'm' then 'materialized view' when 'f' then 'foreign table' end,
       c.relispartition,
       exists (select 1 from pg_catalog.pg_inherits i where i.inhparent = c.oid),
       exists (select 1 from pg_catalog.pg_inherits i where i.inhrelid = c.oid),
       c.relpersistence = 'u',
       c.relpersistence = 't',
       false,
       false,
       c.relrowsecurity,
       c.relforcerowsecurity,
       pg_catalog.row_security_active(c.oid),
       exists (select 1 from pg_catalog.pg_rewrite r where r.ev_class = c.oid and r.ev_type = '2'),
       greatest(c.reltuples, 0)::bigint
  from pg_catalog.pg_class c
 where c.oid = {table_id:int}::oid
