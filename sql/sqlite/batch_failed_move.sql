-- After batch_failed: move past the row. Columns: moved. One row; none if the checkpoint is elsewhere.
update retcon_chunk set position = position + 1, failed = failed + 1
 where run_id = {run:int} and chunk_no = {chunk_no:int} and position = {position:int}
returning 1;
