-- Another run that has begun (one that only waits for approvals has not) and corrects one of the same columns of the same table. Columns: name, id, column, state.
select o.name, o.id, l.name, o.state
  from retcon_run r
  join retcon_label mine on mine.run_id = r.id and mine.kind = 'column'
  join retcon_run o on o.id <> r.id and o.table_id = r.table_id
                   and o.state in ('running', 'waiting', 'paused', 'halted', 'rolling_back')
  join retcon_label l on l.run_id = o.id and l.kind = 'column' and l.name = mine.name
 where r.id = {run:int} and o.started_at is not null
 order by o.id, l.no
 limit 1;
