-- By how much a column's sum changes in a stage and class, as the dry run foresees it. Parameters: delta, class_no, spread,
-- most.
insert into retcon.prediction_sum (run_id, stage_no, column_no, delta, class_no, spread, most)
values ({run:int}, {stage_no:int}, {no:int}, $1, $2::int, $3::numeric, $4::numeric);
