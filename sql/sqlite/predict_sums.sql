-- What was predicted of the sums of numeric columns in a stage, and what came of them, by class, from the captured rows,
-- read once. Columns: class, number of the column in change.set, predicted, spread, most, measured. A row a class and column; none when nothing was predicted.
with retcon_moved as (
{include part_moved}
), retcon_actual as materialized (
    select 1 as one {number+: , retcon_sums(m.class_no, m.d{.at}) as d{.at} } from retcon_moved m
)
select l.name, p.column_no, p.delta, p.spread, p.most,
       cast(coalesce(case p.column_no when 0 then 0 {number+: when {.at} then json_extract(a.d{.at}, '$."' || p.class_no || '"') } end, 0) as text)
  from retcon_prediction_sum p
 cross join retcon_actual a
  left join retcon_label l on l.run_id = p.run_id and l.kind = 'class' and l.no = p.class_no
 where p.run_id = {run:int} and p.stage_no = {stage_no:int}
 order by l.name nulls last, p.class_no, p.column_no;
