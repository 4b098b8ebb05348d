-- As undo_freeze, only for keys of the temporary table retcon_keys. Parameters: stage or null, class or null. Rows
-- affected: rows.
insert into retcon_undo_row_{run:int} (ord)
select w.ord
  from (
{include part_undo_scope}
       ) w
 where ({key: w.k{.i} | , }) in (select {key: rk.k{.i} | , } from temp.retcon_keys rk)
 order by w.ord;
