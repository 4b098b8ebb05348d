-- From which value of a column to which the rows of the run went, of the columns in {transition:...}, from the captured rows:
-- the first 200 characters of a value count. Columns: by_class (0: of all rows, else of a class), class, number of the column
-- in change.set, from, to, n. The most frequent first, at most 1000 of each kind.
with went as materialized (
    select 0 as column_no, 0 as class_no, null::text as f, null::text as t, 0::bigint as n where false
    {transition+: union all
    select {.at}, coalesce(x.class_no, 1), pg_catalog.left(x.b::text, 200) collate "C",
           pg_catalog.left(x.a::text, 200) collate "C", count(*)
      from retcon.capture_{run:int} c
     cross join lateral unnest(c.class_no, c.b{.at}, c.a{.at}) as x (class_no, b, a)
     where not pg_catalog.record_image_eq(row(x.b), row(x.a))
     group by 2, 3, 4 }
)
(select 0 as by_class, null as class, w.column_no, w.f, w.t, sum(w.n) as n
   from went w
  group by w.column_no, w.f, w.t
  order by w.column_no, n desc, w.f, w.t
  limit 1000)
 union all
(select 1, l.name, w.column_no, w.f, w.t, sum(w.n) as n
   from went w
   join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.no = w.class_no
  group by w.column_no, w.class_no, l.name, w.f, w.t
  order by w.column_no, l.name collate "C" nulls last, n desc, w.f, w.t
  limit 1000);
