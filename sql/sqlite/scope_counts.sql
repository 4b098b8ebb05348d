-- Keep the universe's counts by reason, class and stage. Parameter 1: what retcon_frozen() said.
insert into retcon_scope_count (run_id, reason, class_no, stage_no, n)
select {run:int}, c.value ->> 0, c.value ->> 1, c.value ->> 2, c.value ->> 3 from json_each(?1, '$.counts') c;
