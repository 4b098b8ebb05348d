-- Forget what an earlier dry run of this run predicted of sums.
delete from retcon.prediction_sum where run_id = {run:int};
