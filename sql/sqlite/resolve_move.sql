-- Last step: the account moves from the row's old outcome to changed (it was captured) or unchanged (it was not).
-- Columns: outcome, moved. One row; none if the row is not in quarantine.
update retcon_chunk
   set changed = retcon_chunk.changed + k.changed,
       unchanged = retcon_chunk.unchanged + 1 - k.changed,
       uncertain = retcon_chunk.uncertain - (k.outcome = 'uncertain'),
       failed = retcon_chunk.failed - (k.outcome = 'failed')
  from (select a.outcome, exists (select 1 from retcon_captured({run:int}) c
                                   where c.ord = h.first_ord + a.pos) as changed
          from retcon_chunk h
          join retcon_set_aside a on a.run_id = h.run_id and a.chunk_no = h.chunk_no and a.pos = {pos:int}
         where h.run_id = {run:int} and h.chunk_no = {chunk_no:int} and a.outcome in ('uncertain', 'failed')
           and a.resolution is null
         limit 1) as k
 where retcon_chunk.run_id = {run:int} and retcon_chunk.chunk_no = {chunk_no:int}
returning case when exists (select 1 from retcon_captured({run:int}) c
                             where c.ord = first_ord + {pos:int})
               then 'changed' else 'unchanged' end, 1;
