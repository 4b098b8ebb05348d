-- Foreign keys from and to a table; one that refers to its own table counts twice. table_name: the table's name.
-- Columns: name, from table, to table, columns (ours), outgoing, deferrable, on update. A row for each.
-- SQLite does not tell whether a key is deferrable; the words in the table's own text do, for all of its keys alike.
with reference as (
    select m.name as from_table, m.sql, f.id, f."table" as to_table, f.on_update,
           group_concat(f."from", ', ') as from_columns,
           -- Without columns it refers to the primary key.
           coalesce(group_concat(f."to", ', '),
                    (select group_concat(k.name, ', ') from pragma_table_info(f."table") k where k.pk > 0)) as to_columns
      from sqlite_schema m
      join pragma_foreign_key_list(m.name) f
     where m.type = 'table'
       and (m.name = {table_name:text} collate nocase or f."table" = {table_name:text} collate nocase)
     group by m.name, f.id
)
select from_table || ' key ' || id, from_table, to_table, from_columns, 1 as outgoing,
       upper(sql) like '%DEFERRABLE%INITIALLY%DEFERRED%', on_update
  from reference
 where from_table = {table_name:text} collate nocase
union all
select from_table || ' key ' || id, from_table, to_table, to_columns, 0,
       upper(sql) like '%DEFERRABLE%INITIALLY%DEFERRED%', on_update
  from reference
 where to_table = {table_name:text} collate nocase
 order by outgoing desc, 1
