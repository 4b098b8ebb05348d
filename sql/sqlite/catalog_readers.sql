-- What may read a table's columns: views, of which the authorizer then tells what they read (catalog_view); triggers of other
-- tables and of views, by the words in their text; its generated columns; its indexes. Our own views of corrections are none
-- of them. table_name: the table's name.
-- Columns: kind, schema (always null), name, its own table (null: it has none), columns (null: all or unknown), may (it is
-- not certain). A row for each.
with column_of as (
    select x.name, x.hidden from pragma_table_xinfo({table_name:text}) x where x.hidden <> 1
)
select 'view' as kind, null as schema, m.name, null as own_table,
       (select group_concat(c.name, ', ') from column_of c where retcon_mentions(m.sql, c.name)) as columns,
       retcon_mentions(m.sql, {table_name:text}) as may
  from sqlite_schema m
 where m.type = 'view' and m.name not glob 'retcon_correction_[0-9]*'
union all
select 'trigger', null, m.name, m.tbl_name,
       (select group_concat(c.name, ', ') from column_of c where retcon_mentions(m.sql, c.name)), 1
  from sqlite_schema m
 where m.type = 'trigger' and m.tbl_name <> {table_name:text} collate nocase
   and retcon_mentions(m.sql, {table_name:text})
union all
select 'generated column', null, g.name, null,
       (select group_concat(c.name, ', ')
          from column_of c
         where c.name <> g.name and retcon_mentions(retcon_column_text(m.sql, g.name), c.name)), 0
  from column_of g
  join sqlite_schema m on m.type = 'table' and m.name = {table_name:text} collate nocase
 where g.hidden in (2, 3)
union all
select 'index', null, l.name, null, (select group_concat(i.name, ', ') from pragma_index_info(l.name) i), 0
  from pragma_index_list({table_name:text}) l
 order by 1, 3
