-- After batch_range, if any row changed: keep what it captured, as a block. Rows affected: one; none if other rows were
-- captured than were written, because a constraint ignores some.
insert into retcon_capture_{run:int} (from_ord, to_ord, n, moved, body)
select h.first_ord + {position:int} + 1, h.first_ord + {position:int} + {count:int}, {changed:int}, retcon_moved(), retcon_taken()
  from retcon_chunk h
 where h.run_id = {run:int} and h.chunk_no = {chunk_no:int} and retcon_taken_rows() = {changed:int};
