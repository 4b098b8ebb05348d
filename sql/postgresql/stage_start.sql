-- A stage begins. One row if it had not begun before.
update retcon.stage set started_at = now() where run_id = {run:int} and no = {no:int} and started_at is null
returning name;
