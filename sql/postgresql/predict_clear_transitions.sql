-- Forget what an earlier dry run of this run predicted of columns that are not numeric.
delete from retcon.prediction_transition where run_id = {run:int};
