-- Forget what an earlier dry run of this run made doubtful. No rows.
delete from retcon_doubt where run_id = {run:int};
