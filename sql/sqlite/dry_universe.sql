-- The sum of each numeric column over the universe. Columns: a value a column. One row.
select {number: sum({alias:ident}.{.name}) | , }
  from {table:table} as {alias:ident} where {where:expr};
