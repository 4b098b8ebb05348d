-- What was frozen. Columns: reason (null: candidate), class, stage, n.
select e.name, c.name, s.name, k.n
  from retcon_scope_count k
  left join retcon_label e on e.run_id = k.run_id and e.kind = 'exclude' and e.no = k.reason
  left join retcon_label c on c.run_id = k.run_id and c.kind = 'class' and c.no = k.class_no
  left join retcon_stage s on s.run_id = k.run_id and s.no = k.stage_no and k.reason = 0
 where k.run_id = {run:int}
 order by k.reason, c.name nulls last, k.class_no, k.stage_no;
