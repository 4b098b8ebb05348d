-- The latest acts, the last one first. Parameter 1: only those of this run; null: all. Parameter 2: how many.
-- Columns: those of part_event.
{include part_event}
 where $1::bigint is null or e.run_id = $1::bigint order by e.seq desc limit $2::bigint;
