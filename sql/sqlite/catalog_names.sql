-- Names to offer when a table is not found. Columns: schema, name. At most 5,000 rows.
select 'main', name
  from sqlite_schema
 where type in ('table', 'view') and name not like 'sqlite\_%' escape '\' and name not like 'retcon\_%' escape '\'
 order by name
 limit 5000
