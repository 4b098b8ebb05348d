-- Every verdict on the run's samples, in the order in which they were given. Columns: sample_no, verdict, shown, note, actor, at.
select v.sample_no, v.verdict, v.shown, v.note, v.actor, substr(v.at, 1, 19) || 'Z'
  from retcon_audit_verdict v
 where v.run_id = {run:int}
 order by v.id;
