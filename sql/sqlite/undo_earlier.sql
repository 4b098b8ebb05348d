-- Has the run been rolled back, in part, before? One row if so.
select 1 from retcon_undo where run_id = {run:int} limit 1;
