-- After undo_range: move the rollback's checkpoint. Columns: as undo_move. One row; none if it is not where the slice began.
update retcon_undo_chunk
   set position = position + {count:int}, restored = restored + {count:int}
 where run_id = {run:int} and undo_no = {undo_no:int} and no = {no:int} and position = {position:int}
returning {count:int}, {count:int}, 0, 0, 0, 0, 1;
