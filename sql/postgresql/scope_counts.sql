-- Count the universe by reason, class and stage.
insert into retcon.scope_count (run_id, reason, class_no, stage_no, n)
select {run:int}, s.reason, l.no, case when s.reason = 0 then s.stage_no else 0 end, count(*)
  from pg_temp.retcon_seen s
  join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.name is not distinct from s.class
 group by 2, 3, 4;
