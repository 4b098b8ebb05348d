-- Keep the universe's counts by reason, class and stage.
insert into retcon_scope_count (run_id, reason, class_no, stage_no, n)
select {run:int}, s.reason, l.no, s.stage_no, s.n
  from temp.retcon_tally s
  join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.name is s.class;
