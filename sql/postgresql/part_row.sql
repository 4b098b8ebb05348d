-- What the plan says of the row of "slice" that is at hand (retcon_s): its version, its values before (b1, ...) and after
-- (a1, ...), and why it is left out (retcon_reason) or doubtful (retcon_doubt). No row: it is gone. The plan's expressions
-- see the table under its own name; those of change.uncertain see "old" and "new".
-- An expression is computed for the rows of the slice only, also where the planner reads the whole table and joins by hash:
-- another row may be one that fails.
          select "old".retcon_tid, "old".retcon_version, "old".retcon_reason,
                 {set: "old".{.name}::{.type} as retcon_b{.i}, "new".{.name} as retcon_a{.i} | , },
                 case when "old".retcon_reason is null
                      then case when false then 0 {uncertain: when {.expr} then {.i} | } end
                 end as retcon_doubt
            from (select {alias:ident}.*, {alias:ident}.ctid as retcon_tid, {alias:ident}.xmin as retcon_version,
                         case when retcon_s.retcon_pos is null then 0 -- never: it ties the expressions to the slice
                              when {where:expr} is not true then 0
                              {exclude: when {.expr} then {.i} | }
                         end as retcon_reason
                    from only {table:table} as {alias:ident}
                   where {key: {alias:ident}.{.name} = retcon_s.retcon_k{.i} | and }) as "old"
           cross join lateral (
                 select {set: case when "old".retcon_reason is null then {.open}{.expr}::{.type}{.close} end as {.name} | , }
                        {rest+: , {alias:ident}.{.name} }
                   from (select "old".*) as {alias:ident}) as "new"
