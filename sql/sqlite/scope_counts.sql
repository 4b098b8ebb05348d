-- Count the universe by reason, class and stage, in one pass and without sorting it.
insert into retcon_scope_count (run_id, reason, class_no, stage_no, n)
select {run:int}, s.reason, l.no, case when s.reason = 0 then s.stage_no else 0 end, sum(g.value ->> 1)
  from json_each((select retcon_tally(rowid, reason, class, stage_no) from temp.retcon_seen)) g
  join temp.retcon_seen s on s.rowid = g.value ->> 0
  join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.name is s.class
 group by 2, 3, 4;
