-- How many rows of a stage were predicted to go from which value of a column to which, and how many did, of the columns in
-- {transition:...}: the first 200 characters of a value count. Columns: number of the column in change.set, from, to,
-- predicted, measured. A row each that was predicted, and for each column the twenty most frequent that were not.
with actual as (
    select 0 as column_no, null::text as f, null::text as t, 0::bigint as n where false
    {transition+: union all
    select {.at}, pg_catalog.left(x.b::text, 200) collate "C", pg_catalog.left(x.a::text, 200) collate "C", count(*)
      from retcon.chunk h
      join retcon.capture_{run:int} c on c.chunk_no = h.chunk_no
     cross join lateral unnest(c.b{.at}, c.a{.at}) as x (b, a)
     where h.run_id = {run:int} and h.stage_no = {stage_no:int}
       and not pg_catalog.record_image_eq(row(x.b), row(x.a))
     group by 2, 3 }
), expected as (
    select p.column_no, p.no, p.from_value as f, p.to_value as t, p.n
      from retcon.prediction_transition p
     where p.run_id = {run:int} and p.stage_no = {stage_no:int}
), matched as (
    select coalesce(x.column_no, a.column_no) as column_no, x.no, case when x.no is null then a.f else x.f end as f,
           case when x.no is null then a.t else x.t end as t, coalesce(x.n, 0) as predicted, coalesce(a.n, 0) as measured,
           row_number() over (partition by coalesce(x.column_no, a.column_no), x.no is null order by a.n desc, a.f, a.t) as turn
      from expected x
      full join actual a on a.column_no = x.column_no and coalesce('=' || a.f, '') = coalesce('=' || x.f, '')
                        and coalesce('=' || a.t, '') = coalesce('=' || x.t, '')
)
select m.column_no, m.f, m.t, m.predicted, m.measured
  from matched m
 where m.no is not null or m.turn <= 20
 order by m.column_no, m.predicted desc, m.measured desc, m.f collate "C", m.t collate "C";
