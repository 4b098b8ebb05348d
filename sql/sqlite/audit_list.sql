-- The samples of the run's present dry run, or before it of the freeze, in order. Columns: no, kind, name, class,
-- stage_no, stage, draw, key, before, predicted_outcome, predicted_reason, predicted, outcome, reason, after, now, as_predicted, taken_at.
select s.no, s.kind, s.name, s.class, s.stage_no, g.name, s.draw, s.key, s.before, s.predicted_outcome, s.predicted_reason,
       s.predicted, s.outcome, s.reason, s.after, s.now, s.as_predicted, substr(s.taken_at, 1, 19) || 'Z'
  from retcon_audit_sample s
  join retcon_run r on r.id = s.run_id and s.dry_run_digest = coalesce(r.dry_run_digest, '')
  left join retcon_stage g on g.run_id = s.run_id and g.no = s.stage_no
 where s.run_id = {run:int}
 order by s.no;
