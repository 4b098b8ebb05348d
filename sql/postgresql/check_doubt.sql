-- One condition of change.uncertain, which sees old and new. Nothing is executed.
select 1
  from only {table:table} as "old"
 cross join lateral (select {set: {.expr}::{.type} as {.name} | , } {rest+: , {alias:ident}.{.name} }
                       from (select "old".*) as {alias:ident}) as "new"
 where {expression:expr}
