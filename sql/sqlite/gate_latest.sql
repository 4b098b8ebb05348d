-- How a gate was left the last time it was asked. Columns: round, verdict, digest, actor, why, at. At most one
-- row.
select g.round, g.verdict, g.digest, g.actor, g.why,
       substr(g.at, 1, 19) || 'Z'
  from retcon_gate g
 where g.run_id = {run:int} and g.stage_no = {stage_no:int}
 order by g.round desc
 limit 1;
