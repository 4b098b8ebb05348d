-- Whoever worked on the run has stopped, for a person asked: how long after? Of several processes the last one counts.
-- Columns: milliseconds. No row: nobody asked, or by plain SQL.
update retcon_run
   set stop_ms = max(1, cast(round((julianday('now') - julianday(wanted_at)) * 86400000) as integer))
 where id = {run:int} and wanted <> 'running' and wanted_at is not null
returning stop_ms;
