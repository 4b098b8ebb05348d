-- A runner says that it is at work. Parameters: id, actor, rows_per_second, batch_rows, throttled_by.
insert into retcon_runner (run_id, id, actor, rows_per_second, batch_rows, throttled_by)
values ({run:int}, ?1, ?2, ?3, ?4, ?5)
on conflict (run_id, id) do update
   set seen_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), rows_per_second = excluded.rows_per_second,
       batch_rows = excluded.batch_rows, throttled_by = excluded.throttled_by;
