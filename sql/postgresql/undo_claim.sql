-- Claim a piece of the rollback's list: the row lock is the claim. Columns: no, position, n, wanted, state. At most one.
select c.no, c.position, c.n, r.wanted, r.state
  from retcon.undo_chunk c
  join retcon.run r on r.id = c.run_id
 where c.run_id = {run:int} and c.undo_no = {undo_no:int} and c.position < c.n
 order by c.no
 limit 1
   for update of c skip locked;
