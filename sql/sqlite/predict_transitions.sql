-- How many rows of a stage were predicted to go from which value of a column to which, and how many did, of the columns in
-- {transition:...}: the first 200 characters of a value count. Columns: number of the column in change.set, from, to,
-- predicted, measured. A row each that was predicted, and for each column the twenty most frequent that were not.
with retcon_rows as (
    select 0 as column_no, null as f, null as t, 0 as n where 0
    {transition+: union all
    select {.at}, substr(c.b{.at}, 1, 200), substr(c.a{.at}, 1, 200), count(*)
      from retcon_chunk h
     cross join retcon_captured({run:int}) c
     where h.run_id = {run:int} and h.stage_no = {stage_no:int}
       and c.ord > h.first_ord and c.ord <= h.first_ord + h.n
       and (c.b{.at} is not c.a{.at} collate binary
            or ('{.type}' = 'BLOB' and typeof(c.b{.at}) <> typeof(c.a{.at})))
     group by substr(c.b{.at}, 1, 200) collate binary, substr(c.a{.at}, 1, 200) collate binary }
), retcon_actual as materialized (
    select r.column_no, r.n, case typeof(r.f) when 'blob' then quote(r.f) else cast(r.f as text) end as f,
           case typeof(r.t) when 'blob' then quote(r.t) else cast(r.t as text) end as t
      from retcon_rows r
), retcon_expected as materialized (
    select p.column_no, p.no, p.from_value as f, p.to_value as t, p.n
      from retcon_prediction_transition p
     where p.run_id = {run:int} and p.stage_no = {stage_no:int}
), retcon_both as (
    select x.column_no, x.f, x.t, x.n as predicted, coalesce(a.n, 0) as measured, 1 as turn
      from retcon_expected x
      left join retcon_actual a on a.column_no = x.column_no and a.f is x.f collate binary and a.t is x.t collate binary
     union all
    select a.column_no, a.f, a.t, 0, a.n, row_number() over (partition by a.column_no order by a.n desc, a.f, a.t)
      from retcon_actual a
     where not exists (select 1 from retcon_expected x
                        where x.column_no = a.column_no and x.f is a.f collate binary and x.t is a.t collate binary)
)
select m.column_no, m.f, m.t, m.predicted, m.measured
  from retcon_both m
 where m.turn <= 20
 order by m.column_no, m.predicted desc, m.measured desc, m.f, m.t;
