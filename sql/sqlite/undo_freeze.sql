-- Freeze the rollback's own list, in the order of the run's: idx is given by the order of arrival. undo_freeze_chunks then
-- cuts it in pieces. Parameters: stage or null, class or null. Rows affected: rows.
insert into retcon_undo_row_{run:int} (ord)
select w.ord
  from (
{include part_undo_scope}
       ) w;
