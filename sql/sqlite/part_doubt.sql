-- The number of the first condition of change.uncertain that holds, or null. They see the row as "old" and as "new".
case when 0 {uncertain+: + 1 } then (
    select case when 0 then 0 {uncertain: when {.expr} then {.i} | } end
      from (select {set: retcon_v.retcon_b{.i} as {.name} | , } {rest+: , {alias:ident}.{.name} }
              from {table:table} as {alias:ident}
             where {key: {alias:ident}.{.name} = retcon_v.retcon_k{.i} | and }) as "old",
           (select {set: retcon_v.retcon_a{.i} as {.name} | , } {rest+: , {alias:ident}.{.name} }
              from {table:table} as {alias:ident}
             where {key: {alias:ident}.{.name} = retcon_v.retcon_k{.i} | and }) as "new")
end
