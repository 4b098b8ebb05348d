-- What a watch measured before the run. Parameter: name. Columns: value, error. At most one row.
select w.value, w.error
  from retcon_watch_value w
 where w.run_id = {run:int} and w.name = ?1 and w.phase = 'before'
 order by w.id desc
 limit 1;
