-- The database refused to restore one row: set it aside with the database's words and move past it. Parameter 1: message.
-- Columns: moved. One row.
with moved as (
    update retcon.undo_chunk set position = position + 1, unrestored = unrestored + 1
     where run_id = {run:int} and undo_no = {undo_no:int} and no = {no:int} and position = {position:int}
    returning chunk_no, from_pos, position
), aside as (
    insert into retcon.set_aside (run_id, chunk_no, pos, outcome, message)
    select {run:int}, m.chunk_no, c.pos[m.position], 'unrestored', $1
      from moved m join retcon.capture_{run:int} c on c.chunk_no = m.chunk_no and c.from_pos = m.from_pos
    on conflict (run_id, chunk_no, pos) do update
       set outcome = 'unrestored', message = $1, at = now(), resolution = null, resolved_by = null, resolved_at = null
)
select count(*) from moved;
