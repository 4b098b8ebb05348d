-- The tables and views of a name. ?1 schema or null, ?2 name. Columns: schema, name, id. At most one row.
select 'main', name, name
  from sqlite_schema
 where type in ('table', 'view') and name = ?2 collate nocase and coalesce(?1, 'main') = 'main' collate nocase
