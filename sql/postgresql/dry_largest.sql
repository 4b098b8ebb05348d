-- The rows that change most in one numeric column. Columns: class, key columns, then before and after of each column.
with slice as (
{include part_slice_all}
), seen as (
{include part_seen}
)
select l.name, {key: s.k{.i}::text | , }, {set: left(s.b{.i}::text, 1000), left(s.a{.i}::text, 1000) | , }
  from seen s
  left join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.no = s.class_no
 where s.outcome = 'changed' and s.a{at:int} <> s.b{at:int}
 order by abs(s.a{at:int}::numeric - s.b{at:int}::numeric) desc, {key: s.k{.i} | , }
 limit {per_class:int};
