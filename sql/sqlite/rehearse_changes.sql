-- Rehearsal, inside its transaction: which columns beside the plan's did triggers change? Compares the rows as they were
-- before (temporary table retcon_rehearsed) with those now. Columns: column, n.
with retcon_compared as materialized (
    select 0 as none {other+: , count(*) filter (where t.{.name} is not r.{.name} collate binary
                                              or typeof(t.{.name}) <> typeof(r.{.name})) as n{.i} }
      from temp.retcon_rehearsed r
      join {table:table} as t on {key: t.{.name} = +r.{.name} | and }
)
select name, n
  from (select null as name, 0 as n {other+: union all select {.text}, c.n{.i} from retcon_compared c })
 where n > 0;
