-- The sum of each numeric column over the universe. Columns: a text a column. One row.
select {number: sum({alias:ident}.{.name})::text | , }
  from only {table:table} as {alias:ident} where {where:expr};
