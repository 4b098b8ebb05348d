-- The longer form only: lock the rows of the slice in key order, before anything about them is decided. NO KEY: rows
-- that refer to them may still be inserted. Columns: n, how many were there. One row.
with slice as materialized (
{include part_slice}
), locked as (
    select s.retcon_pos
      from slice s
      join only {table:table} as t on {key: t.{.name} = s.retcon_k{.i} | and }
     order by s.retcon_pos
       for no key update of t
)
select count(*) from locked;
