-- Processes at work on the run within the last 30 seconds.
-- Columns: actor, seen_at, milliseconds ago, batch_rows, rows_per_second, throttled_by.
select actor, substr(seen_at, 1, 19) || 'Z', cast((julianday('now') - julianday(seen_at)) * 86400000 as integer),
       batch_rows, rows_per_second, throttled_by
  from retcon_runner
 where run_id = {run:int} and seen_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 seconds')
 order by started_at;
