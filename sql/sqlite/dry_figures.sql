-- Every figure of a dry run, and which rows to show, from one look at every candidate as it is now.
-- Columns: part, at (number of a column of change.set, else 0), no (from 1 within part and at), n, t1 … t9.
--   count    t1 class, t2 outcome, t3 reason; n rows
--   number   of the rows that change: t1 up, t2 down, t3 from null, t4 to null, t5 sum before, t6 after, t7 difference;
--            t8 sum over the universe before, t9 the difference in percent of that
--   delta    extremes and percentiles of the change: t1 min, p1, p5, p25, p50, p75, p95, p99, t9 max; a percentile is the
--            smallest change that at least so many percent of the rows do not exceed
--   word     t1 from, t2 to; n rows: the twenty most frequent pairs of a column that is not numeric
--   class word  of such a column, where there are at most twenty pairs in all: t1 class, t2 from, t3 to; n rows
--   transition  of such a column: no 0: n pairs in all, 21 for more than twenty; else no is the stage: t1 from, t2 to, as
--            texts; n rows. None of a stage where there are more than twenty pairs in all
--   sample   t1 chunk, t2 position: of every class and outcome a few, the same ones each time (ranked by a scrambled
--            ordinal)
--   stage    at is the stage; t1 number of the class, t2 outcome; n rows
--   stage sum  no is the stage; t1 by how much the column's sum changes in it, t2 number of the class, t3 the changes
--            without their signs, t4 the largest of them
--   class sum  of the rows of a class that change: t1 class, t2 sum before, t3 after; n rows
--   largest  t1 chunk, t2 position: the rows that change most in a numeric column
-- One row a class and outcome, a few a column, at most 400 samples.
with retcon_slice as not materialized (
{include part_slice_all}
), retcon_noted as materialized (
    -- state: -1 gone, 0 changed, 1 unchanged, 2 + 2 * reason excluded, 3 + 2 * reason uncertain; w: another image?
    select s.chunk_no, s.pos, s.ord * 2654435761 % 4294967296 as h, s.class_no as class_no,
           {number+: s.b{.at} as b{.at}, s.a{.at} as a{.at}, }
           {word+: case when typeof(s.b{.at}) in ('text', 'blob') then substr(s.b{.at}, 1, 200) else s.b{.at} end as b{.at},
                   case when typeof(s.a{.at}) in ('text', 'blob') then substr(s.a{.at}, 1, 200) else s.a{.at} end as a{.at},
                   (s.b{.at} is not s.a{.at} collate binary
                    or ('{.type}' = 'BLOB' and typeof(s.b{.at}) <> typeof(s.a{.at}))) as w{.at}, }
           case s.outcome when 'changed' then 0 when 'unchanged' then 1 when 'excluded' then 2 + 2 * s.reason
                          when 'uncertain' then 3 + 2 * s.reason else -1 end as state
      from (
{include part_seen}
           ) s
), retcon_chunked as materialized (
    select {run:int} as run_no, s.chunk_no, s.class_no, s.state, count(*) as n
           {number+: , retcon_sum(s.b{.at}) as before{.at}, retcon_sum(s.a{.at}) as after{.at},
             count(*) filter (where s.a{.at} > s.b{.at}) as up{.at}, count(*) filter (where s.a{.at} < s.b{.at}) as down{.at},
             count(*) filter (where s.b{.at} is null and s.a{.at} is not null) as from{.at},
             count(*) filter (where s.b{.at} is not null and s.a{.at} is null) as to{.at},
             retcon_sum(coalesce(s.a{.at} - s.b{.at}, s.a{.at}, - s.b{.at})) as moved{.at},
             total(abs(1.0 * coalesce(s.a{.at} - s.b{.at}, s.a{.at}, s.b{.at}))) as spread{.at},
             max(abs(1.0 * coalesce(s.a{.at} - s.b{.at}, s.a{.at}, s.b{.at}))) as most{.at} }
      from retcon_noted s
     group by s.chunk_no, s.class_no, s.state
), retcon_counted as materialized (
    select g.class_no, g.state, sum(g.n) as n
           {number+: , retcon_sum(g.before{.at}) as before{.at}, retcon_sum(g.after{.at}) as after{.at},
             sum(g.up{.at}) as up{.at}, sum(g.down{.at}) as down{.at}, sum(g.from{.at}) as from{.at}, sum(g.to{.at}) as to{.at} }
      from retcon_chunked g
     group by g.class_no, g.state
), retcon_named as materialized (
    -- bound: of a group, the ranks up to here are more than per_class, whatever its size.
    select c.class_no, c.state, c.n, l.name as class, coalesce(e.name, u.name, c.other) as reason, c.outcome,
           4294967296.0 * (12 * {per_class:int} + 40) / c.n as bound
      from (select c.*,
                   case when c.state = -1 then 'gone' when c.state = 0 then 'changed' when c.state = 1 then 'unchanged'
                        when c.state % 2 = 0 then 'excluded' else 'uncertain' end as outcome,
                   case c.state when 2 then 'no longer matches scope.where' end as other
              from retcon_counted c) c
      left join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.no = c.class_no
      left join retcon_label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = (c.state - 2) / 2
                              and c.outcome = 'excluded'
      left join retcon_label u on u.run_id = {run:int} and u.kind = 'uncertain' and u.no = (c.state - 3) / 2
                              and c.outcome = 'uncertain'
) {word+:
, retcon_ways{.at} as materialized (
    select {run:int} as run_no, s.chunk_no, s.class_no, s.b{.at} as f, s.a{.at} as t, count(*) as n
      from retcon_noted s
     where s.state = 0 and s.w{.at}
     group by s.chunk_no, s.class_no, s.b{.at} collate binary, s.a{.at} collate binary
), retcon_top{.at} as materialized (
    select w.f, w.t, sum(w.n) as n
      from retcon_ways{.at} w
     group by w.f collate binary, w.t collate binary
     order by 3 desc, 1, 2
     limit 21
) }
, retcon_summed as materialized (
    select count(*) as n
           {number+: , retcon_sum(c.before{.at}) as b{.at}, retcon_sum(c.after{.at}) as a{.at},
             coalesce(retcon_sum(c.after{.at}), 0) - coalesce(retcon_sum(c.before{.at}), 0) as d{.at},
             total(c.up{.at}) as up{.at}, total(c.down{.at}) as down{.at}, total(c.from{.at}) as from{.at},
             total(c.to{.at}) as to{.at} }
      from retcon_counted c
     where c.state = 0
), retcon_universe as materialized (
    select count(*) as n {number+: , retcon_sum({alias:ident}.{.name}) as u{.at} }
      from {table:table} as {alias:ident} where {where:expr}
)
select 'count' as part, 0 as at, row_number() over (order by c.class nulls last, c.outcome, c.reason) as no, c.n,
       c.class as t1, c.outcome as t2, c.reason as t3, null as t4, null as t5, null as t6, null as t7, null as t8, null as t9
  from retcon_named c
union all
select 'stage', h.stage_no, row_number() over (partition by h.stage_no order by c.class nulls last, c.state), sum(g.n), c.class_no,
       c.outcome, null, null, null, null, null, null, null
  from retcon_chunked g
  join retcon_chunk h on h.run_id = {run:int} and h.chunk_no = g.chunk_no
  join retcon_named c on c.class_no = g.class_no and c.state = g.state
 group by h.stage_no, c.class_no, c.state
{number+:
union all
select 'stage sum', {.at}, h.stage_no, null,
       coalesce(retcon_sum(g.moved{.at}), 0), g.class_no, total(g.spread{.at}), coalesce(max(g.most{.at}), 0.0),
       null, null, null, null, null
  from retcon_chunked g
  join retcon_chunk h on h.run_id = g.run_no and h.chunk_no = g.chunk_no
 where g.state = 0
 group by h.stage_no, g.class_no }
{number+:
union all
select 'class sum', {.at}, row_number() over (order by c.class nulls last), g.n, c.class, g.before{.at}, g.after{.at},
       null, null, null, null, null, null
  from retcon_counted g
  join retcon_named c on c.class_no = g.class_no and c.state = g.state
 where g.state = 0 }
{number+:
union all
select 'number', {.at}, 1, null, cast(c.up{.at} as integer), cast(c.down{.at} as integer), cast(c.from{.at} as integer),
       cast(c.to{.at} as integer), c.b{.at}, c.a{.at}, c.d{.at}, u.u{.at}, round(100.0 * c.d{.at} / nullif(u.u{.at}, 0), 6)
  from retcon_summed c cross join retcon_universe u
union all
select 'delta', {.at}, 1, null, min(d), min(d) filter (where r >= n), min(d) filter (where r >= 5 * n),
       min(d) filter (where r >= 25 * n), min(d) filter (where r >= 50 * n), min(d) filter (where r >= 75 * n),
       min(d) filter (where r >= 95 * n), min(d) filter (where r >= 99 * n), max(d)
  from (select g.d, 100 * sum(g.m) over (order by g.d) as r, sum(g.m) over () as n
          from (select s.a{.at} - s.b{.at} as d, count(*) as m
                  from retcon_noted s
                 where s.state = 0 and s.a{.at} is not null and s.b{.at} is not null
                 group by 1) g)
union all
select 'largest', {.at}, row_number() over (order by d desc, chunk_no, pos), null, chunk_no, pos,
       null, null, null, null, null, null, null
  from (select s.chunk_no, s.pos, max(s.a{.at} - s.b{.at}, s.b{.at} - s.a{.at}) as d
          from retcon_noted s
         where s.state = 0 and s.a{.at} <> s.b{.at}
         order by 3 desc, 1, 2
         limit {largest:int}) }
{word+:
union all
select 'word', {.at}, no, n, f, t, null, null, null, null, null, null, null
  from (select row_number() over (order by w.n desc, w.f, w.t) as no, w.n, w.f, w.t from retcon_top{.at} w)
 where no <= 20
union all
select 'class word', {.at}, row_number() over (order by l.name nulls last, w.n desc, w.f, w.t), w.n, l.name,
       case typeof(w.f) when 'blob' then quote(w.f) else cast(w.f as text) end,
       case typeof(w.t) when 'blob' then quote(w.t) else cast(w.t as text) end, null, null, null, null, null, null
  from (select max(x.run_no) as run_no, x.class_no, x.f, x.t, sum(x.n) as n
          from retcon_ways{.at} x
         where (select count(*) from retcon_top{.at}) <= 20
         group by x.class_no, x.f collate binary, x.t collate binary) w
  left join retcon_label l on l.run_id = w.run_no and l.kind = 'class' and l.no = w.class_no
union all
select 'transition', {.at}, 0, count(*), null, null, null, null, null, null, null, null, null from retcon_top{.at}
union all
select 'transition', {.at}, h.stage_no, sum(w.n),
       case typeof(w.f) when 'blob' then quote(w.f) else cast(w.f as text) end,
       case typeof(w.t) when 'blob' then quote(w.t) else cast(w.t as text) end,
       null, null, null, null, null, null, null
  from retcon_ways{.at} w
  join retcon_chunk h on h.run_id = w.run_no and h.chunk_no = w.chunk_no
 where (select count(*) from retcon_top{.at}) <= 20
 group by h.stage_no, w.f collate binary, w.t collate binary }
union all
select 'sample', 0, no, null, chunk_no, pos, null, null, null, null, null, null, null
  from (select row_number() over (order by outcome, class nulls last, state, turn) as no, chunk_no, pos
          from (select s.chunk_no, s.pos, c.class, c.outcome, c.state,
                       row_number() over (partition by c.class_no, c.state order by s.h) as turn
                  from retcon_noted s
                  join retcon_named c on c.class_no = s.class_no and c.state = s.state
                 where s.h <= c.bound)
         where turn <= {per_class:int})
 where no <= 400
order by 1, 2, 3;
