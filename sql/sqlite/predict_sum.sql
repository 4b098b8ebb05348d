-- By how much the dry run said a column's sum changes in all stages up to this one. Columns: delta (null: it said nothing).
-- One row.
select cast(retcon_sum(cast(delta as numeric)) as text)
  from retcon_prediction_sum
 where run_id = {run:int} and stage_no <= {stage_no:int} and column_no = {no:int};
