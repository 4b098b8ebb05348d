-- Whoever worked on the run has stopped, for a person asked: how long after? Of several processes the last one counts.
-- Columns: milliseconds. No row: nobody asked, or by plain SQL.
update retcon.run
   set stop_ms = greatest(1, (extract(epoch from clock_timestamp() - wanted_at) * 1000)::bigint)
 where id = {run:int} and wanted <> 'running' and wanted_at is not null
returning stop_ms;
