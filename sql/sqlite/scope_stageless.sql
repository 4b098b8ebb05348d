-- Candidates that no stage takes, and rows that are left out. Columns: n, left out. One row.
select coalesce(sum(case when reason = 0 and stage_no = 0 then n end), 0), coalesce(sum(case when reason > 0 then n end), 0)
  from retcon_scope_count where run_id = {run:int};
