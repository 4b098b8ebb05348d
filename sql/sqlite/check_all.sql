-- All expressions of the plan in one SELECT: what do they read, what do they call? Nothing is executed.
select {where:expr} as w, {class:expr} as c {exclude+: , {.expr} as x{.i} } {stage+: , {.expr} as g{.i} }
       {set+: , {.expr} as s{.i} }
  from {table:table} as {alias:ident}
