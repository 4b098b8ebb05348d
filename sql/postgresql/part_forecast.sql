-- What the plan says of each row of "slice", as part_seen.sql does, for many rows: list and table are joined in whatever way
-- is fastest, and only the rows that were found are computed, each expression once. "Offset 0" keeps the planner from
-- moving an expression to where it would also meet rows that are not in the list. state: -1 gone, 0 changed, 1 unchanged,
-- 2 + 2 * reason excluded, 3 + 2 * reason uncertain; h: the key's hash; d1, ...: the change of a
-- numeric column, null where a bigint does not hold it; w1, ...: is the image of a column that is not
-- numeric another one?
    select "old".retcon_stage as stage_no, "old".retcon_chunk as chunk_no, "old".retcon_pos as pos, coalesce("old".retcon_class, 0) as class_no,
           pg_catalog.hashtextextended(pg_catalog.concat_ws(pg_catalog.chr(31), {key: "old".retcon_k{.i}::text | , }), 7) as h,
           {number+: "old".{.name}::{.type} as b{.at}, "old".retcon_a{.at} as a{.at},
                     case when {.wide} = 1 or abs("old".retcon_a{.at}::float8 - "old".{.name}::{.type}::float8) < 9e18
                          then "old".retcon_a{.at}::{.delta} - "old".{.name}::{.type}::{.delta} end as d{.at}, }
           {word+: pg_catalog.left("old".{.name}::{.type}::text, 200) as b{.at},
                   pg_catalog.left("old".retcon_a{.at}::text, 200) as a{.at},
                   not pg_catalog.record_image_eq(row("old".{.name}::{.type}), row("old".retcon_a{.at})) as w{.at}, }
           case when "old".retcon_reason = -1 then -1
                when "old".retcon_reason is not null then 2 + 2 * "old".retcon_reason
                {uncertain: when {.expr} then 3 + 2 * {.i} | }
                when false {exact+: or "old".{.name}::{.type} is distinct from "old".retcon_a{.at} }
                           {imaged+: or not pg_catalog.record_image_eq(row("old".{.name}::{.type}), row("old".retcon_a{.at})) }
                    then 0
                else 1
           end as state
      from (select {alias:ident}.*,
                   {set: case when {alias:ident}.retcon_reason is null then {.open}{.expr}::{.type}{.close} end as retcon_a{.i} | , }
              from (select retcon_s.*, {alias:ident}.*,
                           case when {alias:ident}.ctid is null then -1
                                when {where:expr} is not true then 0
                                {exclude: when {.expr} then {.i} | }
                           end as retcon_reason
                      from slice as retcon_s
                      left join only {table:table} as {alias:ident}
                        on {key: {alias:ident}.{.name} = retcon_s.retcon_k{.i} | and }
                    offset 0) as {alias:ident}
            offset 0) as "old"
     cross join lateral (
           select {set: "old".retcon_a{.i} as {.name} | , } {rest+: , "old".{.name} }) as "new"
