-- A gate was asked. Parameters: verdict, digest, actor, why. Columns: round. One row.
insert into retcon.gate (run_id, stage_no, round, verdict, digest, actor, why)
select {run:int}, {stage_no:int}, coalesce(max(round), 0) + 1, $1::text, $2::text, $3::text, $4::text
  from retcon.gate where run_id = {run:int} and stage_no = {stage_no:int}
returning round;
