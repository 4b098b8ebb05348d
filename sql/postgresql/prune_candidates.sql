-- Ended runs whose own tables are still there. Parameter 1: only those that ended more than so many milliseconds ago.
-- Columns: id, name, state, finished_at.
select id, name, state, to_char(finished_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from retcon.run
 where state in ('finished', 'rolled_back', 'abandoned') and list_digest is not null
   and finished_at < now() - $1::bigint * interval '1 millisecond' order by id;
