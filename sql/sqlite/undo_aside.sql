-- Third step: list conflicts and rows that vanished. Rows affected: how many.
insert into retcon_set_aside (run_id, chunk_no, pos, outcome)
select {run:int}, h.chunk_no, s.ord - h.first_ord, s.state
  from temp.retcon_undo_seen s
  join retcon_chunk h on h.run_id = {run:int}
                     and h.first_ord = (select max(x.first_ord) from retcon_chunk x
                                         where x.run_id = {run:int} and x.first_ord < s.ord)
 where s.state in ('conflict', 'vanished')
on conflict (run_id, chunk_no, pos) do update
   set outcome = excluded.outcome, at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
       resolution = null, resolved_by = null, resolved_at = null;
