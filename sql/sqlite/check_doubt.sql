-- One condition of change.uncertain, which sees old and new. Nothing is executed.
select 1
  from (select {set: {alias:ident}.{.name} as {.name} | , } {rest+: , {alias:ident}.{.name} }
          from {table:table} as {alias:ident}) as "old",
       (select {set: {.expr} as {.name} | , } {rest+: , {alias:ident}.{.name} }
          from {table:table} as {alias:ident}) as "new"
 where {expression:expr}
