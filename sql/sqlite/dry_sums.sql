-- Sums of each numeric column: over the rows that change, before and after and the difference; over the universe, before;
-- the difference in percent of that. Columns: these five for each numeric column. One row.
with retcon_slice as (
{include part_slice_all}
), retcon_judged as (
{include part_seen}
), retcon_changed as (
    select {number: retcon_sum(s.b{.at}) as b{.at}, retcon_sum(s.a{.at}) as a{.at},
            coalesce(retcon_sum(s.a{.at}), 0) - coalesce(retcon_sum(s.b{.at}), 0) as d{.at} | , }
      from retcon_judged s where s.outcome = 'changed'
), retcon_universe as (
    select {number: retcon_sum({alias:ident}.{.name}) as u{.at} | , }
      from {table:table} as {alias:ident} where {where:expr}
)
select {number: c.b{.at}, c.a{.at}, c.d{.at}, u.u{.at}, round(100.0 * c.d{.at} / nullif(u.u{.at}, 0), 6) | , }
  from retcon_changed c cross join retcon_universe u;
