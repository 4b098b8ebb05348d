-- After undo_failed: move past the row. Columns: moved. One row; none if the checkpoint is elsewhere.
update retcon_undo_chunk set position = position + 1, unrestored = unrestored + 1
 where run_id = {run:int} and undo_no = {undo_no:int} and no = {no:int} and position = {position:int}
returning 1;
