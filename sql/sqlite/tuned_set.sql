-- A setting, which has none yet. Parameters: name, value, actor. No rows.
insert into retcon_tuned (run_id, name, value, actor) values ({run:int}, ?1, ?2, ?3);
