-- Forget a setting: the plan's holds again. Parameters: name. No rows.
delete from retcon.tuned where run_id = {run:int} and name = $1;
