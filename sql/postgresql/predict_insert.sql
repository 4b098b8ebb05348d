-- Rows of a stage, class and outcome as the dry run foresees them. Parameters: class_no, outcome, n.
insert into retcon.prediction (run_id, stage_no, class_no, outcome, n)
values ({run:int}, {stage_no:int}, $1::int, $2, $3::bigint)
on conflict (run_id, stage_no, class_no, outcome) do update set n = prediction.n + excluded.n;
