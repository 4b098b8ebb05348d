-- All that was measured, oldest first. Columns: name, phase, stage_no, value, error, at. A row a measurement.
select w.name, w.phase, w.stage_no, w.value, w.error,
       to_char(w.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from retcon.watch_value w
 where w.run_id = {run:int}
 order by w.name, w.id;
