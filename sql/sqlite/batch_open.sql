-- Is anything of the stage still open? Also what is wanted of the run now.
-- Columns: open chunks, wanted, state. One row.
select (select count(*) from retcon_chunk c
         where c.run_id = r.id and c.stage_no = {stage_no:int} and c.position < c.n),
       r.wanted, r.state
  from retcon_run r where r.id = {run:int};
