-- Claim a piece of the rollback's list; the claim is the database's one write lock, which the transaction holds already.
-- Columns: no, position, n, wanted, state. At most one row.
select c.no, c.position, c.n, r.wanted, r.state
  from retcon_undo_chunk c
  join retcon_run r on r.id = c.run_id
 where c.run_id = {run:int} and c.undo_no = {undo_no:int} and c.position < c.n
 order by c.no
 limit 1;
