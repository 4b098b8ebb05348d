-- Claim an open chunk of the stage. The claim is the database's one write lock, which the transaction holds already.
-- Parameter: null. Columns: chunk_no, position, n, keys intact (list_intact looked at the whole list), wanted, state. At most
-- one row.
select c.chunk_no, c.position, c.n, ?1 is null, r.wanted, r.state
  from retcon_chunk c
  join retcon_run r on r.id = c.run_id
 where c.run_id = {run:int} and c.stage_no = {stage_no:int} and c.position < c.n
 order by c.chunk_no
 limit 1;
