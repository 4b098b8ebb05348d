-- Forget what an earlier dry run of this run made doubtful. No rows.
delete from retcon.doubt where run_id = {run:int};
