-- From which value of a column to which the rows of the run went, of the columns in {transition:…}, from the captured rows: the
-- first 200 characters of a value count. Columns: by_class (0: of all rows, else of a class), class, number of the column in
-- change.set, from, to, n. The most frequent first, at most 1000 of each kind.
with retcon_rows as materialized (
    select 0 as column_no, 0 as class_no, null as f, null as t, 0 as n where 0
    {transition+: union all
    select {.at}, l.class_no, substr(c.b{.at}, 1, 200), substr(c.a{.at}, 1, 200), count(*)
      from retcon_captured({run:int}) c
      join retcon_listed({run:int}) l on l.ord = c.ord
     where c.b{.at} is not c.a{.at} collate binary
        or ('{.type}' = 'BLOB' and typeof(c.b{.at}) <> typeof(c.a{.at}))
     group by 2, substr(c.b{.at}, 1, 200) collate binary, substr(c.a{.at}, 1, 200) collate binary }
), retcon_texts as materialized (
    select r.column_no, r.class_no, r.n, case typeof(r.f) when 'blob' then quote(r.f) else cast(r.f as text) end as f,
           case typeof(r.t) when 'blob' then quote(r.t) else cast(r.t as text) end as t
      from retcon_rows r
)
select * from (
    select 0 as by_class, null as class, x.column_no, x.f, x.t, sum(x.n) as n
      from retcon_texts x
     group by x.column_no, x.f, x.t
     order by x.column_no, n desc, x.f, x.t
     limit 1000)
union all
select * from (
    select 1, l.name, x.column_no, x.f, x.t, sum(x.n) as n
      from retcon_texts x
      join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.no = x.class_no
     group by x.column_no, x.class_no, x.f, x.t
     order by x.column_no, l.name nulls last, n desc, x.f, x.t
     limit 1000);
