-- What becomes of what, for a column that is not numeric: the twenty most frequent pairs. Columns: from, to, n.
with slice as (
{include part_slice_all}
), seen as (
{include part_seen}
)
select left(s.b{at:int}::text, 200), left(s.a{at:int}::text, 200), count(*)
  from seen s where s.outcome = 'changed'
   and not pg_catalog.record_image_eq(row(s.a{at:int}), row(s.b{at:int}))
 group by 1, 2 order by 3 desc, 1, 2 limit 20;
