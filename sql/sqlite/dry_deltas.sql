-- Extremes and percentiles of one numeric column's change; a percentile is the smallest change that at least so many
-- percent of the rows do not exceed. Columns: min, p1, p5, p25, p50, p75, p95, p99, max. One row.
with retcon_slice as (
{include part_slice_all}
), retcon_judged as (
{include part_seen}
), retcon_ranked as (
    select s.a{at:int} - s.b{at:int} as d, row_number() over (order by s.a{at:int} - s.b{at:int}) * 100 as r,
           count(*) over () as n
      from retcon_judged s
     where s.outcome = 'changed' and s.a{at:int} is not null and s.b{at:int} is not null
)
select min(d), min(d) filter (where r >= n), min(d) filter (where r >= 5 * n), min(d) filter (where r >= 25 * n),
       min(d) filter (where r >= 50 * n), min(d) filter (where r >= 75 * n), min(d) filter (where r >= 95 * n),
       min(d) filter (where r >= 99 * n), max(d)
  from retcon_ranked;
