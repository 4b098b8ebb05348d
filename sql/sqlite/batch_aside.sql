-- The batch, only if some rows are neither changed nor unchanged: set them aside with their reason. Rows affected: how many.
insert into retcon_set_aside (run_id, chunk_no, pos, outcome, reason)
select {run:int}, h.chunk_no, c.ord - h.first_ord, c.outcome, c.reason
  from retcon_chunk h
 cross join temp.retcon_taken_{run:int} c
 where h.run_id = {run:int} and h.chunk_no = {chunk_no:int}
   and c.ord > h.first_ord + {position:int} and c.ord <= h.first_ord + {position:int} + {count:int}
   and c.outcome is not null;
