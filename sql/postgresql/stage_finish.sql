-- A stage ends. One row if it had not ended before.
update retcon.stage set finished_at = now() where run_id = {run:int} and no = {no:int} and finished_at is null
returning name;
