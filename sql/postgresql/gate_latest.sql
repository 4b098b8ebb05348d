-- How a gate was left the last time it was asked. Columns: round, verdict, digest, actor, why, at. At most one
-- row.
select g.round, g.verdict, g.digest, g.actor, g.why,
       to_char(g.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from retcon.gate g
 where g.run_id = {run:int} and g.stage_no = {stage_no:int}
 order by g.round desc
 limit 1;
