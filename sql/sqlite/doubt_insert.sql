-- What the dry run makes doubtful about the plan's own word. Parameter: text.
insert into retcon_doubt (run_id, no, text) values ({run:int}, {no:int}, ?1);
