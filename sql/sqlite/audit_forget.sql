-- Samples of an earlier dry run give way, but for those that somebody judged. Rows affected: how many.
delete from retcon_audit_sample as s
 where s.run_id = {run:int}
   and not exists (select 1 from retcon_audit_verdict v where v.run_id = s.run_id and v.sample_no = s.no);
