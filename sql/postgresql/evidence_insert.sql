-- One item of a gate's evidence. Parameters: kind, name, rule, measured, verdict, query, digest.
insert into retcon.evidence (run_id, stage_no, round, no, kind, name, rule, measured, verdict, query, digest)
values ({run:int}, {stage_no:int}, {round:int}, {no:int}, $1, $2, $3, $4, $5, $6, $7);
