-- A rollback begins: wait for batches of the run that are under way, and let no new one begin before it has its list.
-- Columns: n. One row.
select count(*) from (select 1 from retcon.chunk where run_id = {run:int} order by chunk_no for update) c;
