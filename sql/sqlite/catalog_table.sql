-- What a table is. table_name: its name.
-- Columns: kind, is partition, has children, has parent, unlogged, temporary, without rowid, strict, row security,
-- forced for the owner too, in force for this role now, has rules on UPDATE, estimated rows (from sqlite_stat1 only
-- when ANALYZE has been run; here the greatest rowid would mislead, so 0). One row.
select case t.type when 'virtual' then 'virtual table' when 'shadow' then 'shadow table' else t.type end,
       0, 0, 0, 0,
       t.schema = 'temp',
       t.wr,
       t.strict,
       0, 0, 0, 0, 0
  from pragma_table_list({table_name:text}) t
 where t.schema = 'main'
