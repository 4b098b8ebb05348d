-- The names of one kind, in order. Parameter 1: kind. Columns: name.
select name from retcon.label where run_id = {run:int} and kind = $1 order by no;
