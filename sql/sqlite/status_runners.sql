-- Processes at work on the run within the last 30 seconds.
-- Columns: actor, seen_at, milliseconds ago, batch_rows, rows_per_second, throttled_by, then
-- of one of them when the run will end: milliseconds from when it was seen, at the soonest and at the latest, and as times;
-- and last the process, as runner_seen has it.
select actor, substr(seen_at, 1, 19) || 'Z', cast((julianday('now') - julianday(seen_at)) * 86400000 as integer),
       batch_rows, rows_per_second, throttled_by,
       eta_low_ms, eta_high_ms, strftime('%Y-%m-%dT%H:%M:%SZ', seen_at, (eta_low_ms / 1000.0) || ' seconds'),
       strftime('%Y-%m-%dT%H:%M:%SZ', seen_at, (eta_high_ms / 1000.0) || ' seconds'), process
  from retcon_runner
 where run_id = {run:int} and seen_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 seconds')
 order by started_at;
