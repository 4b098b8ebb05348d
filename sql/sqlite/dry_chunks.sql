-- The chunks of the list. Columns: chunk_no, n.
select chunk_no, n from retcon_chunk where run_id = {run:int} order by chunk_no;
