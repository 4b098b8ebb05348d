-- Count what was scanned, by reason, class and stage, in one pass and without sorting it; the classes and the counts are
-- taken from here. No rows.
create temporary table retcon_tally as
select s.reason, s.class, case when s.reason = 0 then s.stage_no else 0 end as stage_no, sum(g.value ->> 1) as n
  from json_each((select retcon_tally(rowid, reason, class, stage_no) from temp.retcon_seen)) g
  join temp.retcon_seen s on s.rowid = g.value ->> 0
 group by 1, 2, 3;
