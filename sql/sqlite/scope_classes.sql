-- Name the classes by their numbers. Parameter 1: what retcon_frozen() said. Rows affected: how many there are.
insert into retcon_label (run_id, kind, no, name)
select {run:int}, 'class', c.key + 1, c.value from json_each(?1, '$.classes') c;
