-- What follows "changed" where every row of the slice must have changed: capture, count, and move the checkpoint if they were all.
), captured as (
{include part_capture}
), counted as (
    select count(*) as changed from changed
), moved as (
{include part_moved}
    returning c.chunk_no
)
select {count:int}, k.changed, 0, 0, 0, 0, 0, (select count(*) from moved)
  from counted k;
