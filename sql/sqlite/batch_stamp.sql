-- The batch's time, for the corrections' view. Rows affected: one.
insert into retcon_batch_{run:int} (from_ord, at)
select h.first_ord + {position:int} + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  from retcon_chunk h where h.run_id = {run:int} and h.chunk_no = {chunk_no:int};
