-- Change a run's state, if it is the one expected. Parameters: from, to, event. Columns: state. One row if moved.
update retcon_run
   set state = ?2,
       started_at = case when ?3 = 'start' then coalesce(started_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                         else started_at end,
       finished_at = case when ?2 in ('finished', 'rolled_back', 'abandoned') then strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
                          else finished_at end
 where id = {run:int} and state = ?1
returning state;
