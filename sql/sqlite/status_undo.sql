-- Rollback figures of a run, over all its rollbacks. Columns: restored (with those that held the prior value already),
-- open conflicts. One row.
select (select coalesce(sum(restored + already), 0) from retcon_undo_chunk where run_id = {run:int})
     + (select count(*) from retcon_set_aside
         where run_id = {run:int} and outcome in ('conflict', 'unrestored') and resolution = 'restore'),
       (select count(*) from retcon_set_aside
         where run_id = {run:int} and outcome = 'conflict' and resolution is null);
