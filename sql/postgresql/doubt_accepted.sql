-- Who went on over the doubts at a gate, with a reason, the first time. Columns: actor, stage. At most one row.
select g.actor, s.name
  from retcon.gate g
  join retcon.stage s on s.run_id = g.run_id and s.no = g.stage_no
  join retcon.evidence x on x.run_id = g.run_id and x.stage_no = g.stage_no and x.round = g.round
                      and x.kind = 'meaning' and x.name is null and x.verdict = 'person'
 where g.run_id = {run:int} and g.verdict = 'override'
 order by g.stage_no, g.round
 limit 1;
