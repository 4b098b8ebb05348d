-- The first conflicts of a rollback's dry run. Parameters: stage or null, class or null. Columns: key columns, then
-- before, ours and now of each column that is set.
with want as (
    select * from (
{include part_undo_scope}
    ) s where s.wanted
), seen as (
{include part_undo_seen}
)
select {key: s.k{.i}::text | , }, {set: left(s.b{.i}::text, 1000), left(s.a{.i}::text, 1000), left(s.c{.i}::text, 1000) | , }
  from seen s where s.state = 'conflict' order by s.chunk_no, s.pos limit 20;
