-- The entry of one row in quarantine. Columns: outcome, resolution. At most one row.
select outcome, resolution from retcon_set_aside
 where run_id = {run:int} and chunk_no = {chunk_no:int} and pos = {pos:int};
