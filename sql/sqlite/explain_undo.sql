-- Was the candidate restored by a rollback? Columns: at. At most one row.
select substr(coalesce(u.finished_at, u.created_at), 1, 19) || 'Z'
  from retcon_chunk h
  join retcon_undo_row_{run:int} w on w.ord = h.first_ord + {pos:int}
  join retcon_undo_chunk c on c.run_id = {run:int} and w.idx > c.first_idx and w.idx <= c.first_idx + c.position
  join retcon_undo u on u.run_id = {run:int} and u.no = c.undo_no
 where h.run_id = {run:int} and h.chunk_no = {chunk_no:int}
 order by u.no desc limit 1;
