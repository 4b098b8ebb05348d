-- By how much a column's sum changes in a stage, as the dry run foresees it. Parameter: delta.
insert into retcon.prediction_sum (run_id, stage_no, column_no, delta) values ({run:int}, {stage_no:int}, {no:int}, $1);
