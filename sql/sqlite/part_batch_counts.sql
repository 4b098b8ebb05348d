-- What the ledger's rows say of the slice. One row.
select coalesce((select b.n from retcon_chunk p
                   join retcon_batch_{run:int} b on b.from_ord = p.first_ord + {position:int} + 1
                  where p.run_id = {run:int} and p.chunk_no = {chunk_no:int}), 0) as changed,
       count(*) filter (where s.outcome = 'excluded') as excluded,
       count(*) filter (where s.outcome = 'uncertain') as uncertain,
       count(*) filter (where s.outcome = 'gone') as gone
  from retcon_set_aside s
 where s.run_id = {run:int} and s.chunk_no = {chunk_no:int}
   and s.pos > {position:int} and s.pos <= {position:int} + {count:int}
