-- A runner says that it is at work. Parameters: id, actor, rows_per_second, batch_rows, throttled_by, eta_low_ms, eta_high_ms,
-- the process or ''.
insert into retcon_runner (run_id, id, actor, rows_per_second, batch_rows, throttled_by, eta_low_ms, eta_high_ms, process)
values ({run:int}, ?1, ?2, ?3, ?4, ?5, cast(?6 as integer), cast(?7 as integer), ?8)
on conflict (run_id, id) do update
   set seen_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), rows_per_second = excluded.rows_per_second,
       batch_rows = excluded.batch_rows, throttled_by = excluded.throttled_by, eta_low_ms = excluded.eta_low_ms,
       eta_high_ms = excluded.eta_high_ms;
