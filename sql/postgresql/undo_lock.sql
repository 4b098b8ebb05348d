-- The longer form only: lock the rows of the slice in key order. Columns: n. One row.
with slice as materialized (
{include part_undo_slice}
), locked as (
    select s.pos
      from slice s
      join only {table:table} as t on s.wanted and {key: t.{.name} = s.k{.i} | and }
     order by s.chunk_no, s.pos
       for no key update of t
)
select count(*) from locked;
