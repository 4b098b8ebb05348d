-- The evidence of one round of a gate. Columns: kind, name, rule, measured, verdict, query, digest. A row an item.
select v.kind, v.name, v.rule, v.measured, v.verdict, v.query, v.digest
  from retcon.evidence v
 where v.run_id = {run:int} and v.stage_no = {stage_no:int} and v.round = {round:int}
 order by v.no;
