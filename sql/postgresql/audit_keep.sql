-- Keep the samples of a dry run, or of the freeze. Parameters: the dry run's digest, or an empty text; JSON, an array of objects. Rows affected: one each.
insert into retcon.audit_sample (run_id, dry_run_digest, no, kind, name, class, stage_no, chunk_no, pos, draw, key, before,
                                 predicted_outcome, predicted_reason, predicted)
select {run:int}, $1, m.no + (e ->> 'no')::int, e ->> 'kind', e ->> 'name', e ->> 'class', (e ->> 'stage_no')::int,
       (e ->> 'chunk_no')::int, (e ->> 'pos')::int, (e ->> 'draw')::int, e ->> 'key', e ->> 'before', e ->> 'outcome',
       e ->> 'reason', e ->> 'predicted'
  from (select coalesce(max(no), 0) as no from retcon.audit_sample where run_id = {run:int}) m
 cross join json_array_elements($2::json) e;
