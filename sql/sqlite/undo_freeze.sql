-- Freeze the rollback's own list, the last row first; undo_freeze_chunks then cuts it in pieces. Parameters: stage or null,
-- class or null. Rows affected: rows.
insert into retcon_undo_row_{run:int} (undo_no, idx, ord)
select {undo_no:int}, row_number() over (order by w.ord desc), w.ord
  from (
{include part_undo_scope}
       ) w;
