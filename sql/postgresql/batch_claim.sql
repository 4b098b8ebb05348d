-- Claim: lock one open chunk of the stage. The lock is the claim; it ends with the transaction. Chunks that another
-- runner holds are passed over. Its keys are compared with their digest, unless the list's row is still of the transaction
-- that had written the whole list when it was compared (list_intact.sql): who writes to the list makes another version.
-- Parameter: that transaction; null: none. Columns: chunk_no, position, n, keys intact, wanted, state. At most one row.
select c.chunk_no, c.position, c.n,
       (select case when l.xmin::text = $1 then true
                    else c.digest = encode(sha256({key: array_send(l.k{.i}) | || }), 'hex') end
          from retcon.list_{run:int} l where l.chunk_no = c.chunk_no),
       r.wanted, r.state
  from retcon.chunk c
  join retcon.run r on r.id = c.run_id
 where c.run_id = {run:int} and c.stage_no = {stage_no:int} and c.position < c.n
 order by c.chunk_no
 limit 1
   for update of c skip locked;
