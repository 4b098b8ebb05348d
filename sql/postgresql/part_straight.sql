-- What follows "changed" where every row of the slice must have changed: capture, count, and move the checkpoint if they were all.
), captured as (
{include part_capture}
), counted as (
    select count(*) as changed from changed
), moved as (
    update retcon.chunk c
       set position = c.position + k.changed, changed = c.changed + k.changed
      from counted k
     where c.run_id = {run:int} and c.chunk_no = {chunk_no:int} and c.position = {position:int}
       and k.changed = {count:int}
       and not exists (select from retcon.run r where r.id = {run:int}
                          and r.state in ('rolling_back', 'rolled_back', 'abandoned'))
    returning c.chunk_no
)
select {count:int}, k.changed, 0, 0, 0, 0, 0, (select count(*) from moved)
  from counted k;
