-- The acts that concern a run, in order. Columns: those of part_event.
{include part_event}
 where e.run_id = {run:int} order by e.seq;
