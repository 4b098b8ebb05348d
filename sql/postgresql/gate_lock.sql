-- Two processes may come to a gate at once: one asks after the other. Rows: one.
select 1 from retcon.stage where run_id = {run:int} and no = {stage_no:int} for update;
