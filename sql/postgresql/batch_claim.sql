-- Claim: lock one open chunk of the stage. The lock is the claim; it ends with the transaction. Chunks that another
-- runner holds are passed over. Its keys are compared with their digest, unless it is the version of the list's row that this
-- runner has compared already: who writes to the list makes another one.
-- Parameter: that version; null: none. Columns: chunk_no, position, n, keys intact, wanted, state, version. At most one row.
select c.chunk_no, c.position, c.n,
       (select case when c.chunk_no || ':' || l.xmin = $1 then true
                    else c.digest = encode(sha256({key: array_send(l.k{.i}) | || }), 'hex') end
          from retcon.list_{run:int} l where l.chunk_no = c.chunk_no),
       r.wanted, r.state,
       (select c.chunk_no || ':' || l.xmin from retcon.list_{run:int} l where l.chunk_no = c.chunk_no)
  from retcon.chunk c
  join retcon.run r on r.id = c.run_id
 where c.run_id = {run:int} and c.stage_no = {stage_no:int} and c.position < c.n
 order by c.chunk_no
 limit 1
   for update of c skip locked;
