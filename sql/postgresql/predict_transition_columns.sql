-- Columns whose transitions the dry run kept. Columns: number of the column in change.set. One row each.
select column_no
  from retcon.prediction_transition
 where run_id = {run:int} and stage_no = 0
 order by column_no;
