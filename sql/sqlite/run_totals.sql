-- The account of a run. Columns: candidates, changed, unchanged, excluded, uncertain, gone, failed, pending. One row.
select coalesce(sum(n), 0), coalesce(sum(changed), 0), coalesce(sum(unchanged), 0), coalesce(sum(excluded), 0),
       coalesce(sum(uncertain), 0), coalesce(sum(gone), 0), coalesce(sum(failed), 0), coalesce(sum(n - position), 0)
  from retcon_chunk where run_id = {run:int};
