-- By how much a column's sum changes in a stage and class, as the dry run foresees it. Parameters: delta, class_no, spread,
-- most.
insert into retcon_prediction_sum (run_id, stage_no, column_no, delta, class_no, spread, most)
values ({run:int}, {stage_no:int}, {no:int}, ?1, cast(?2 as integer), cast(?3 as real), cast(?4 as real));
