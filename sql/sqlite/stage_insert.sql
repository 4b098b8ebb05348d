-- A stage. Parameter 1: name.
insert into retcon_stage (run_id, no, name) values ({run:int}, {no:int}, ?1);
