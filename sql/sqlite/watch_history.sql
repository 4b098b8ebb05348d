-- All that was measured, oldest first. Columns: name, phase, stage, value, error, at. A row a measurement.
select w.name, w.phase, s.name, w.value, w.error,
       substr(w.at, 1, 19) || 'Z'
  from retcon_watch_value w
  left join retcon_stage s on s.run_id = w.run_id and s.no = w.stage_no
 where w.run_id = {run:int}
 order by w.name, w.id;
