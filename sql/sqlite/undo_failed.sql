-- The database refused to restore one row: set it aside with the database's words. Parameter 1: message. Rows affected: one.
insert into retcon_set_aside (run_id, chunk_no, pos, outcome, message)
select {run:int}, h.chunk_no, w.ord - h.first_ord, 'unrestored', ?1
  from retcon_undo_chunk u
  join retcon_undo_row_{run:int} w on w.idx = u.first_idx + u.position + 1
  join retcon_chunk h on h.run_id = {run:int}
                     and h.first_ord = (select max(x.first_ord) from retcon_chunk x
                                         where x.run_id = {run:int} and x.first_ord < w.ord)
 where u.run_id = {run:int} and u.undo_no = {undo_no:int} and u.no = {no:int} and u.position = {position:int}
on conflict (run_id, chunk_no, pos) do update
   set outcome = 'unrestored', message = excluded.message, at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
       resolution = null, resolved_by = null, resolved_at = null;
