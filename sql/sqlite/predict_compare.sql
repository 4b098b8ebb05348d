-- What was predicted of a stage, and what came of it, by class. Columns: class, outcome, predicted, measured, candidates of
-- the class in the stage. A row a class and outcome (changed, uncertain); none when nothing was predicted.
with retcon_moved as (
{include part_moved}
), stage_chunks as (
    select * from retcon_chunk where run_id = {run:int} and stage_no = {stage_no:int}
), actual as (
    {classed: select cast(j.key as integer) as class_no, 'changed' as outcome, j.value as n
      from json_each((select retcon_sums(m.class_no, m.n) from retcon_moved m)) j
     union all
    select l.class_no, 'uncertain', count(*)
      from retcon_set_aside a
      join stage_chunks h on h.chunk_no = a.chunk_no
      join retcon_listed({.at}) l on l.ord = h.first_ord + a.pos
     where a.run_id = {.at} and a.outcome = 'uncertain'
     group by 1 | }{unclassed: select 1 as class_no, o.outcome, case o.outcome when 'changed' then h.changed else h.uncertain end as n
      from stage_chunks h
     cross join (select 'changed' as outcome union all select 'uncertain') o | }
), expected as (
    select s.class_no, s.n as candidates, o.outcome
      from retcon_scope_count s
     cross join (select 'changed' as outcome union all select 'uncertain') o
     where s.run_id = {run:int} and s.stage_no = {stage_no:int} and s.reason = 0
       and exists (select 1 from retcon_prediction p where p.run_id = {run:int} and p.stage_no = {stage_no:int})
)
select l.name, x.outcome, coalesce(max(p.n), 0), coalesce(sum(a.n), 0), x.candidates
  from expected x
  left join retcon_prediction p on p.run_id = {run:int} and p.stage_no = {stage_no:int} and p.class_no = x.class_no
                               and p.outcome = x.outcome
  left join actual a on a.class_no = x.class_no and a.outcome = x.outcome
  left join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.no = x.class_no
 group by l.name, x.class_no, x.outcome, x.candidates
 order by l.name nulls last, x.class_no, x.outcome;
