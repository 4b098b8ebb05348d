-- What the plan says of each row of "retcon_slice" (retcon_chunk, retcon_ord, retcon_pos, retcon_class, retcon_k1, …): the
-- values before (b1, …) and after (a1, …), and the outcome. The plan's expressions see the table under its own name;
-- those of change.uncertain see "old" and "new". From the inside: is the row there, under exactly this key, and still
-- eligible (-1: it is gone); its new values; the doubts. Each is computed once a row, hence "limit -1": it keeps SQLite
-- from writing an expression into every place that uses its result.
    select retcon_d.retcon_chunk as chunk_no, retcon_d.retcon_ord as ord, retcon_d.retcon_pos as pos,
           retcon_d.retcon_class as class_no, {key: retcon_d.retcon_k{.i} as k{.i} | , },
           {set: retcon_d.retcon_b{.i} as b{.i}, retcon_d.retcon_a{.i} as a{.i} | , },
           case when retcon_d.retcon_reason = -1 then 'gone'
                when retcon_d.retcon_reason is not null then 'excluded'
                when retcon_d.retcon_doubt is not null then 'uncertain'
                when retcon_d.retcon_same then 'unchanged'
                else 'changed'
           end as outcome,
           case when retcon_d.retcon_reason is null then retcon_d.retcon_doubt
                when retcon_d.retcon_reason >= 0 then retcon_d.retcon_reason
           end as reason
      from (select retcon_v.*,
                   case when retcon_v.retcon_reason is null then
                   {include part_doubt} end as retcon_doubt,
                   {include part_same} as retcon_same
              from (select retcon_s.*,
                           {set: {alias:ident}.{.name} as retcon_b{.i},
                                 case when retcon_s.retcon_reason is null then {.expr} end as retcon_a{.i} | , }
                      from (select retcon_l.*,
                                   case when {key: {alias:ident}.{.name} is null | or } then -1
                                        when {where:expr} is not true then 0
                                        {exclude: when {.expr} then {.i} | }
                                   end as retcon_reason
                              from retcon_slice as retcon_l
                              left join {table:table} as {alias:ident}
                                on {key: {alias:ident}.{.name} = retcon_l.retcon_k{.i}
                                     and {alias:ident}.{.name} is retcon_l.retcon_k{.i} collate binary | and }
                             limit -1) as retcon_s
                      left join {table:table} as {alias:ident}
                        on retcon_s.retcon_reason is not -1
                       and {key: {alias:ident}.{.name} = retcon_s.retcon_k{.i} | and }
                     limit -1) as retcon_v
             limit -1) as retcon_d
