-- What the plan says of each row of "slice" (retcon_chunk, retcon_pos, retcon_class, retcon_k1, ...): its version, the
-- values before (b1, ...) and after (a1, ...), and the outcome. The plan's expressions see the table under its own name;
-- those of change.uncertain see "old" and "new". "Unchanged" means the same image, byte for byte, not merely =.
-- An expression is computed for the rows of the slice only, also where the planner reads the whole table and joins by hash:
-- another row may be one that fails.
    select retcon_s.retcon_chunk as chunk_no, retcon_s.retcon_pos as pos, retcon_s.retcon_class as class_no,
           {key: retcon_s.retcon_k{.i} as k{.i} | , },
           v.retcon_tid as tid, v.retcon_version as version,
           {set: v.retcon_b{.i} as b{.i}, v.retcon_a{.i} as a{.i} | , },
           case when v.retcon_tid is null then 'gone'
                when v.retcon_reason is not null then 'excluded'
                when v.retcon_doubt is not null then 'uncertain'
                when pg_catalog.record_image_eq(row({set: v.retcon_b{.i} | , }), row({set: v.retcon_a{.i} | , }))
                    then 'unchanged'
                else 'changed'
           end as outcome,
           coalesce(v.retcon_reason, v.retcon_doubt) as reason
      from slice as retcon_s
      left join lateral (
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
      ) v on true
