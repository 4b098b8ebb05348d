-- Extremes and percentiles of one numeric column's change. Columns: min, p1, p5, p25, p50, p75, p95, p99, max. One row.
with slice as (
{include part_slice_all}
), seen as (
{include part_seen}
)
select p[1]::text, p[2]::text, p[3]::text, p[4]::text, p[5]::text, p[6]::text, p[7]::text, p[8]::text, p[9]::text
  from (select percentile_disc(array[0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1])
               within group (order by s.a{at:int}::numeric - s.b{at:int}::numeric) as p
          from seen s
         where s.outcome = 'changed' and s.a{at:int} is not null and s.b{at:int} is not null) q;
