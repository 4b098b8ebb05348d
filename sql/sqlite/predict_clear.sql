-- Forget what an earlier dry run of this run predicted.
delete from retcon_prediction where run_id = {run:int};
