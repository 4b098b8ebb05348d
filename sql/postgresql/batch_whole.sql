-- Where batch_range.sql changed nothing: is the slice all that is eligible between its first key and its last? If so, it was a
-- row that does not change. Columns: whether it is. At most one row.
with slice as materialized (
{include part_range_slice}
), bounds as materialized (
{include part_range_bounds}
)
select coalesce({key: r.k{.i} = s.k{.i} | and }, false)
  from slice s
 cross join (select {key: array_agg(o.{.name}::{.type}) as k{.i} | , }
               from (
{include part_range}
               ) as o) r;
