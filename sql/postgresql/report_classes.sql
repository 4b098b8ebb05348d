-- What was predicted of the whole run, and what came of it, by class, from the captured rows, read once. Columns: class, number
-- of the column in change.set (0: rows that change; else by how much its sum moves), predicted (null: there is no
-- prediction), measured. A row a class and column.
with actual as materialized (
    select {classed: x.class_no | }{unclassed: 1 as class_no | }, count(*) as n
           {number+: , sum(coalesce(x.a{.at}::numeric - x.b{.at}::numeric, x.a{.at}::numeric, - x.b{.at}::numeric)) as d{.at} }
      from retcon.capture_{run:int} c
     cross join lateral unnest({classed: c.class_no | }{unclassed: c.pos | } {number+: , c.b{.at}, c.a{.at} })
                        as x (class_no {number+: , b{.at}, a{.at} })
     group by 1
), expected as (
    select p.class_no, 0 as column_no, sum(p.n)::text as predicted
      from retcon.prediction p
     where p.run_id = {run:int} and p.outcome = 'changed'
     group by p.class_no
     union all
    select p.class_no, p.column_no, sum(p.delta::numeric)::text
      from retcon.prediction_sum p
     where p.run_id = {run:int}
     group by p.class_no, p.column_no
), asked as (
    select c.class_no, n.column_no
      from (select class_no from actual union select class_no from expected) c
     cross join (values (0) {number+: , ({.at}) }) as n (column_no)
)
select l.name, q.column_no,
       case when exists (select from retcon.prediction p where p.run_id = {run:int}) then coalesce(x.predicted, '0') end,
       coalesce(case q.column_no when 0 then a.n::text {number+: when {.at} then a.d{.at}::text } end, '0')
  from asked q
  left join actual a on a.class_no = q.class_no
  left join expected x on x.class_no = q.class_no and x.column_no = q.column_no
  left join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.no = q.class_no
 order by q.class_no, q.column_no;
