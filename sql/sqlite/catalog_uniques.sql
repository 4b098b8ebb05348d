-- Unique indexes, and the key that is the rowid. table_name: the table's name.
-- Columns: name, column (null: an expression), primary, partial or on an expression, deferrable.
-- A row for each column of each index, together and in order.
select name, column_name, is_primary, odd, 0
  from (select 'PRIMARY KEY' as name, x.name as column_name, 1 as is_primary, 0 as odd, x.pk as position
          from pragma_table_info({table_name:text}) x
         where x.pk > 0
           and not exists (select 1 from pragma_index_list({table_name:text}) l where l.origin = 'pk')
        union all
        select l.name, i.name, l.origin = 'pk',
               l.partial or exists (select 1 from pragma_index_info(l.name) c where c.cid < 0), i.seqno
          from pragma_index_list({table_name:text}) l
          join pragma_index_info(l.name) i
         where l."unique")
 order by is_primary desc, name, position
