-- Was the candidate restored by a rollback? Columns: at. At most one row.
select to_char(coalesce(u.finished_at, u.created_at) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from retcon.undo_chunk c
  join retcon.undo u on u.run_id = c.run_id and u.no = c.undo_no
  join retcon.capture_{run:int} k on k.chunk_no = c.chunk_no and k.from_pos = c.from_pos
 where c.run_id = {run:int} and c.chunk_no = {chunk_no:int}
   and c.mask[array_position(k.pos, {pos:int}::smallint)] and array_position(k.pos, {pos:int}::smallint) <= c.position
 order by u.no desc limit 1;
