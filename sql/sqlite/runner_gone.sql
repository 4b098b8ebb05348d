-- A runner leaves. Parameter 1: id.
delete from retcon_runner
 where run_id = {run:int} and (id = ?1 or seen_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 hour'));
