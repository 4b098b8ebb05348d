-- A verdict. Parameters: sample_no, verdict, shown, note, actor.
insert into retcon.audit_verdict (run_id, sample_no, verdict, shown, note, actor)
values ({run:int}, $1::int, $2, $3, $4, $5);
