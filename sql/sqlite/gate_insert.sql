-- A gate was asked. Parameters: verdict, digest, actor, why. Columns: round. One row.
insert into retcon_gate (run_id, stage_no, round, verdict, digest, actor, why)
select {run:int}, {stage_no:int}, coalesce(max(round), 0) + 1, ?1, ?2, ?3, ?4
  from retcon_gate where run_id = {run:int} and stage_no = {stage_no:int}
returning round;
