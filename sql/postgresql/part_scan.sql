-- Rows of the table with key, first exclusion, class and first stage; the caller adds where.
select {key: {alias:ident}.{.name} as k{.i} | , },
       case when false then 0 {exclude: when {.expr} then {.i} | } else 0 end as reason,
       ({class:expr})::text as class,
       case when false then 0 {stage: when {.expr} then {.at} | } else 0 end as stage_no
  from only {table:table} as {alias:ident}
