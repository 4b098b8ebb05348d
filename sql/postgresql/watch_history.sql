-- All that was measured, oldest first. Columns: name, phase, stage, value, error, at. A row a measurement.
select w.name, w.phase, s.name, w.value, w.error,
       to_char(w.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from retcon.watch_value w
  left join retcon.stage s on s.run_id = w.run_id and s.no = w.stage_no
 where w.run_id = {run:int}
 order by w.name, w.id;
