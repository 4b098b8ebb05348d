-- What reads a table: views and other tables' triggers whose text mentions it, its generated columns, its indexes. Our own
-- views of corrections are none of them.
-- table_name: the table's name. Columns: kind, name, columns (null: all or unknown). A row for each.
select type as kind, name, null as columns
  from sqlite_schema
 where type in ('view', 'trigger')
   and tbl_name <> {table_name:text} collate nocase
   and tbl_name not glob 'retcon_correction_[0-9]*'
   and instr(lower(sql), lower({table_name:text})) > 0
union all
select 'generated column', name, null
  from pragma_table_xinfo({table_name:text})
 where hidden in (2, 3)
union all
select 'index', l.name, (select group_concat(i.name, ', ') from pragma_index_info(l.name) i)
  from pragma_index_list({table_name:text}) l
 order by 1, 2
