-- How many candidates each stage and class has. Columns: stage_no, class, n.
select s.stage_no, l.name, s.n
  from retcon_scope_count s
  left join retcon_label l on l.run_id = s.run_id and l.kind = 'class' and l.no = s.class_no
 where s.run_id = {run:int} and s.reason = 0
 order by s.stage_no, l.name nulls last, s.class_no;
