-- The key of one candidate. Columns: a value a key column. One row.
select {key: l.k{.i} | , }
  from retcon_chunk h
  join retcon_listed({run:int}) l on l.ord = h.first_ord + {pos:int}
 where h.run_id = {run:int} and h.chunk_no = {chunk_no:int};
