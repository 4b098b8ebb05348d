-- The evidence of a gate that an approval may be for: of each time that it was asked since it failed last. Columns: digest.
select g.digest
  from retcon_gate g
 where g.run_id = {run:int} and g.stage_no = {stage_no:int}
   and g.round > coalesce((select max(f.round) from retcon_gate f
                            where f.run_id = g.run_id and f.stage_no = g.stage_no and f.verdict = 'fail'), 0)
 order by g.round;
