-- Freeze the rollback's own list: one piece for each captured batch, the last batch first, with a mask over its elements.
-- Parameters: stage or null, class or null. Rows affected: pieces.
insert into retcon.undo_chunk (run_id, undo_no, no, chunk_no, from_pos, mask, n)
select {run:int}, {undo_no:int}, row_number() over (order by w.chunk_no desc, w.from_pos desc), w.chunk_no, w.from_pos,
       array_agg(w.wanted order by w.idx), count(*)
  from (
{include part_undo_scope}
       ) w
 group by w.chunk_no, w.from_pos
having bool_or(w.wanted);
