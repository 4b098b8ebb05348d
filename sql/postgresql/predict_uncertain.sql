-- How many rows the dry run foresaw as uncertain in all stages up to this one. Columns: n. One row.
select coalesce(sum(n), 0) from retcon.prediction
 where run_id = {run:int} and stage_no <= {stage_no:int} and outcome = 'uncertain';
