-- The rollback is done.
update retcon.undo set finished_at = now() where run_id = {run:int} and no = {undo_no:int};
