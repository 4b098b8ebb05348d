-- A verdict. Parameters: sample_no, verdict, shown, note, actor.
insert into retcon_audit_verdict (run_id, sample_no, verdict, shown, note, actor)
values ({run:int}, cast(?1 as integer), ?2, ?3, ?4, ?5);
