-- Rows of a stage in which a column goes from one value to another, as the dry run foresees it; for stage 0: how many such
-- pairs the column has. Parameters: from, to, n.
insert into retcon.prediction_transition (run_id, stage_no, column_no, no, from_value, to_value, n)
values ({run:int}, {stage_no:int}, {at:int}, {no:int}, $1, $2, $3::bigint);
