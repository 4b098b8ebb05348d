-- A name for a number. Parameters: kind, name.
insert into retcon_label (run_id, kind, no, name) values ({run:int}, ?1, {no:int}, ?2);
