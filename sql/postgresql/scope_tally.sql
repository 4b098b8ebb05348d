-- Count what was scanned, by reason, class and stage, in one pass; the classes and the counts are taken from here. No rows.
create temporary table retcon_tally on commit drop as
select reason, class, case when reason = 0 then stage_no else 0 end as stage_no, count(*) as n
  from pg_temp.retcon_seen
 group by 1, 2, 3;
