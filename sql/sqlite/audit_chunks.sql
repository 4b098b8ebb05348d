-- Where the stages lie in the list. Columns: stage_no, chunk_no, n. One row a chunk, in the list's order.
select stage_no, chunk_no, n from retcon_chunk where run_id = {run:int} order by stage_no, chunk_no;
