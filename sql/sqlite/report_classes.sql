-- What was predicted of the whole run, and what came of it, by class, from the captured rows, read once. Columns: class, number
-- of the column in change.set (0: rows that change; else by how much its sum moves), predicted (null: there is no
-- prediction), measured. A row a class and column.
with retcon_moved as (
    select {classed: l.class_no | }{unclassed: 1 as class_no | }
           {number+: , coalesce(c.a{.at} - c.b{.at}, c.a{.at}, - c.b{.at}) as d{.at} }
      from retcon_captured({run:int}) c
      {classed: join retcon_listed({.at}) l on l.ord = c.ord | }
), retcon_actual as materialized (
    select m.class_no, count(*) as n {number+: , retcon_sum(m.d{.at}) as d{.at} } from retcon_moved m group by m.class_no
), retcon_expected as (
    select p.class_no, 0 as column_no, sum(p.n) as predicted
      from retcon_prediction p
     where p.run_id = {run:int} and p.outcome = 'changed'
     group by p.class_no
     union all
    select p.class_no, p.column_no, retcon_sum(cast(p.delta as numeric))
      from retcon_prediction_sum p
     where p.run_id = {run:int}
     group by p.class_no, p.column_no
), retcon_asked as (
    select c.class_no, n.column_no
      from (select class_no from retcon_actual union select class_no from retcon_expected) c
     cross join (select 0 as column_no {number+: union all select {.at} }) n
)
select l.name, q.column_no,
       case when exists (select 1 from retcon_prediction p where p.run_id = {run:int})
            then cast(coalesce(x.predicted, 0) as text) end,
       cast(coalesce(case q.column_no when 0 then a.n {number+: when {.at} then a.d{.at} } end, 0) as text)
  from retcon_asked q
  left join retcon_actual a on a.class_no = q.class_no
  left join retcon_expected x on x.class_no = q.class_no and x.column_no = q.column_no
  left join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.no = q.class_no
 order by l.name nulls last, q.class_no, q.column_no;
