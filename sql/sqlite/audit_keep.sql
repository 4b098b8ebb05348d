-- Keep the samples of a dry run, or of the freeze. Parameters: the dry run's digest, or an empty text; JSON, an array of objects. Rows affected: one each.
insert into retcon_audit_sample (run_id, dry_run_digest, no, kind, name, class, stage_no, chunk_no, pos, draw, key, before,
                                 predicted_outcome, predicted_reason, predicted)
select {run:int}, ?1, m.no + json_extract(e.value, '$.no'), json_extract(e.value, '$.kind'), json_extract(e.value, '$.name'),
       json_extract(e.value, '$.class'), json_extract(e.value, '$.stage_no'), json_extract(e.value, '$.chunk_no'),
       json_extract(e.value, '$.pos'), json_extract(e.value, '$.draw'), json_extract(e.value, '$.key'),
       json_extract(e.value, '$.before'), json_extract(e.value, '$.outcome'), json_extract(e.value, '$.reason'),
       json_extract(e.value, '$.predicted')
  from (select coalesce(max(no), 0) as no from retcon_audit_sample where run_id = {run:int} limit -1) m
 cross join json_each(?2) e;
