-- Ended runs whose own tables are still there. Parameter 1: only those that ended more than so many milliseconds ago.
-- Columns: id, name, state, finished_at.
select id, name, state, substr(finished_at, 1, 19) || 'Z' from retcon_run
 where state in ('finished', 'rolled_back', 'abandoned') and list_digest is not null
   and finished_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || (?1 / 1000.0) || ' seconds') order by id;
