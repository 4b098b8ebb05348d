-- Rows that wait for a person. Columns: n. One row.
select count(*) from retcon_set_aside
 where run_id = {run:int} and outcome in ('uncertain', 'failed', 'conflict', 'unrestored') and resolution is null;
