-- Is the row there? Parameters: a text a key column. One row if so.
select 1 from only {table:table} as t where {key: t.{.name} = ${.i}::{.type} | and };
