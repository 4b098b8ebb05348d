-- The audit log, in order, a page of it. Parameters: after which number, how many.
-- Columns: those of part_event.
{include part_event}
 where e.seq > cast(?1 as integer) order by e.seq limit cast(?2 as integer);
