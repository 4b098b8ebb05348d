-- Rows of the table with key, first exclusion, class and first stage; the caller adds where.
select {key: {alias:ident}.{.name} as k{.i} | , },
       case when 0 then 0 {exclude: when {.expr} then {.i} | } else 0 end as reason,
       cast({class:expr} as text) as class,
       case when 0 then 0 {stage: when {.expr} then {.at} | } else 0 end as stage_no
  from {table:table} as {alias:ident}
