-- Rows of a stage, class and outcome as the dry run foresees them. Parameters: class_no, outcome, n.
insert into retcon_prediction (run_id, stage_no, class_no, outcome, n)
values ({run:int}, {stage_no:int}, cast(?1 as integer), ?2, cast(?3 as integer))
on conflict (run_id, stage_no, class_no, outcome) do update set n = n + excluded.n;
