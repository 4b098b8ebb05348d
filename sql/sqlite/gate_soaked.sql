-- How long ago the stage ended. Columns: milliseconds. One row; null when it has not ended.
select cast((julianday('now') - julianday(finished_at)) * 86400000 as integer)
  from retcon_stage where run_id = {run:int} and no = {stage_no:int};
