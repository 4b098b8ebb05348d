-- How long ago the stage ended. Columns: milliseconds. One row; null when it has not ended.
select floor(1000 * extract(epoch from clock_timestamp() - finished_at))::bigint
  from retcon.stage where run_id = {run:int} and no = {stage_no:int};
