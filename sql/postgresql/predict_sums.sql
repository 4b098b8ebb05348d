-- What was predicted of the sums of numeric columns in a stage, and what came of them, by class, from the captured rows,
-- read once. Columns: class, number of the column in change.set, predicted, spread, most, measured. A row a class and column; none when nothing was predicted.
with read as (
    select {classed: unnest(c.class_no) as class_no | }{unclassed: 1 as class_no | }
           {number+: , unnest(c.b{.at}) as b{.at}, unnest(c.a{.at}) as a{.at} }
      from retcon.chunk h
      join retcon.capture_{run:int} c on c.chunk_no = h.chunk_no
     where h.run_id = {run:int} and h.stage_no = {stage_no:int}
), actual as materialized (
    select class_no {number+: , coalesce(sum(a{.at}::{.delta}), 0) - coalesce(sum(b{.at}::{.delta}), 0) as d{.at} }
      from read
     group by class_no
)
select l.name, p.column_no, p.delta, p.spread, p.most,
       coalesce(case p.column_no when 0 then 0 {number+: when {.at} then a.d{.at} } end, 0)::text
  from retcon.prediction_sum p
  left join actual a on a.class_no = p.class_no
  left join retcon.label l on l.run_id = p.run_id and l.kind = 'class' and l.no = p.class_no
 where p.run_id = {run:int} and p.stage_no = {stage_no:int}
 order by p.class_no, p.column_no;
