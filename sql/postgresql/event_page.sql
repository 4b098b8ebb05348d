-- The audit log, in order, a page of it. Parameters: after which number, how many.
-- Columns: those of part_event.
{include part_event}
 where e.seq > $1::bigint order by e.seq limit $2::bigint;
