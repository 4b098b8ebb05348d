-- A stage begins. One row if it had not begun before.
update retcon_stage set started_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
 where run_id = {run:int} and no = {no:int} and started_at is null
returning name;
