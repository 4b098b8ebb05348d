-- What was predicted of a stage, and what came of it, by class. Where every row of a chunk changed, their classes are those of
-- the scope; only of the other chunks are they counted. Columns: class, outcome, predicted, measured, candidates of
-- the class in the stage. A row a class and outcome (changed, uncertain); none when nothing was predicted.
with stage_chunks as (
    select * from retcon.chunk where run_id = {run:int} and stage_no = {stage_no:int}
), partial as (
    select * from stage_chunks where changed < n
), stage_scope as (
    select * from retcon.scope_count where run_id = {run:int} and stage_no = {stage_no:int} and reason = 0
), actual as (
    {classed: select u.class_no, 'changed' as outcome, sum(u.n) as n
      from (select s.class_no, s.n from stage_scope s
             union all
            select unnest(l.class_no), -1 from retcon.list_{.at} l join partial h on h.chunk_no = l.chunk_no
             union all
            select unnest(c.class_no), 1 from retcon.capture_{.at} c join partial h on h.chunk_no = c.chunk_no) as u (class_no, n)
     group by 1
     union all
    select l.class_no[a.pos], 'uncertain', count(*)
      from retcon.set_aside a
      join stage_chunks h on h.chunk_no = a.chunk_no
      join retcon.list_{.at} l on l.chunk_no = a.chunk_no
     where a.run_id = {.at} and a.outcome = 'uncertain'
     group by 1 | }{unclassed: select 1 as class_no, o.outcome, o.n
      from stage_chunks h
     cross join lateral (values ('changed', h.changed), ('uncertain', h.uncertain)) as o (outcome, n) | }
), expected as (
    select s.class_no, s.n as candidates, o.outcome
      from stage_scope s
     cross join (values ('changed'), ('uncertain')) as o (outcome)
     where exists (select from retcon.prediction p where p.run_id = {run:int} and p.stage_no = {stage_no:int})
)
select l.name, x.outcome, coalesce(max(p.n), 0), coalesce(sum(a.n), 0), x.candidates
  from expected x
  left join retcon.prediction p on p.run_id = {run:int} and p.stage_no = {stage_no:int} and p.class_no = x.class_no
                               and p.outcome = x.outcome
  left join actual a on a.class_no = x.class_no and a.outcome = x.outcome
  left join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.no = x.class_no
 group by l.name, x.class_no, x.outcome, x.candidates
 order by x.class_no, x.outcome;
