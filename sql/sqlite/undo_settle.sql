-- Rows that an earlier rollback left as conflicts, or could not restore, and that hold their prior values now: settled. Rows
-- affected: how many.
update retcon_set_aside
   set resolution = 'restored', resolved_by = 'rollback', resolved_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
 where run_id = {run:int} and outcome in ('conflict', 'unrestored') and resolution is null
   and exists (select 1 from temp.retcon_undo_seen s
                 join retcon_chunk h on h.run_id = {run:int}
                                    and h.first_ord = (select max(x.first_ord) from retcon_chunk x
                                                        where x.run_id = {run:int} and x.first_ord < s.ord)
                where s.state in ('restorable', 'already') and h.chunk_no = retcon_set_aside.chunk_no
                  and s.ord - h.first_ord = retcon_set_aside.pos);
