-- Count the universe by reason, class and stage.
insert into retcon.scope_count (run_id, reason, class_no, stage_no, n)
select {run:int}, s.reason, l.no, s.stage_no, s.n
  from (select reason, class, case when reason = 0 then stage_no else 0 end as stage_no, count(*) as n
          from pg_temp.retcon_seen group by 1, 2, 3) s
  join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.name is not distinct from s.class;
