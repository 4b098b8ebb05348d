-- Columns: rows set aside for a person, those without a resolution. One row.
select count(*), count(*) filter (where resolution is null)
  from retcon_set_aside
 where run_id = {run:int} and outcome in ('uncertain', 'failed', 'conflict', 'vanished', 'unrestored');
