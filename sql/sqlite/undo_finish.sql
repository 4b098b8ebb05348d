-- The rollback is done.
update retcon_undo set finished_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where run_id = {run:int} and no = {undo_no:int};
