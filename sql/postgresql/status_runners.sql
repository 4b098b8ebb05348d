-- Processes at work on the run within the last 30 seconds.
-- Columns: actor, seen_at, milliseconds ago, batch_rows, rows_per_second, throttled_by, then
-- of one of them when the run will end: milliseconds from when it was seen, at the soonest and at the latest, and as times;
-- and last the process, as runner_seen has it.
select actor, to_char(seen_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       (extract(epoch from clock_timestamp() - seen_at) * 1000)::bigint, batch_rows, rows_per_second, throttled_by,
       eta_low_ms, eta_high_ms,
       to_char((seen_at + eta_low_ms * interval '1 millisecond') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char((seen_at + eta_high_ms * interval '1 millisecond') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), process
  from retcon.runner
 where run_id = {run:int} and seen_at > clock_timestamp() - interval '30 seconds'
 order by started_at;
