-- What a watch measured. Parameters: name, phase, value, error.
insert into retcon.watch_value (run_id, name, phase, stage_no, value, error)
values ({run:int}, $1, $2, {stage_no:int}, $3, $4);
