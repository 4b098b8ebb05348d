-- The digest of everything that, changed, makes a table another one: the text of the table, its indexes and triggers.
-- table_name: the table's name. Columns: digest. One row; none when the table is gone.
select retcon_digest(type, name, sql)
  from (select type, name, sql
          from sqlite_schema
         where tbl_name = {table_name:text} collate nocase
         order by type, name)
having count(*) > 0
