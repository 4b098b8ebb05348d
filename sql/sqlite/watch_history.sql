-- All that was measured, oldest first. Columns: name, phase, stage_no, value, error, at. A row a measurement.
select w.name, w.phase, w.stage_no, w.value, w.error,
       substr(w.at, 1, 19) || 'Z'
  from retcon_watch_value w
 where w.run_id = {run:int}
 order by w.name, w.id;
