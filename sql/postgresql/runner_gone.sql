-- A runner leaves. Parameter 1: id.
delete from retcon.runner where run_id = {run:int} and (id = $1 or seen_at < clock_timestamp() - interval '1 hour');
