-- A stage ends. One row if it had not ended before.
update retcon_stage set finished_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
 where run_id = {run:int} and no = {no:int} and finished_at is null
returning name;
