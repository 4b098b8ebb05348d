-- Candidates that no stage takes. Columns: n. One row.
select coalesce(sum(n), 0) from retcon.scope_count where run_id = {run:int} and reason = 0 and stage_no = 0;
