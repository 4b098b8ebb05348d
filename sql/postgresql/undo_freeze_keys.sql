-- As undo_freeze, only for keys of the temporary table retcon_keys. Parameters: stage or null, class or null. Rows
-- affected: pieces.
insert into retcon.undo_chunk (run_id, undo_no, no, chunk_no, from_pos, mask, n)
select {run:int}, {undo_no:int}, row_number() over (order by w.chunk_no desc, w.from_pos desc), w.chunk_no, w.from_pos,
       array_agg(w.wanted and w.listed order by w.idx), count(*)
  from (select s.*, ({key: s.k{.i} | , }) in (select {key: rk.k{.i} | , } from pg_temp.retcon_keys rk) as listed
          from (
{include part_undo_scope}
               ) s) w
 group by w.chunk_no, w.from_pos
having bool_or(w.wanted and w.listed);
