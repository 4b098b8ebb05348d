-- Record the resolution. Parameters: resolution, by, note.
update retcon_set_aside
   set resolution = ?1, resolved_by = ?2, resolved_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), note = ?3
 where run_id = {run:int} and chunk_no = {chunk_no:int} and pos = {pos:int};
