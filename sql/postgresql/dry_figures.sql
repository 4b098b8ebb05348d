-- Every figure of a dry run, and which rows to show, from one look at every candidate as it is now.
-- Columns: part, at (number of a column of change.set, else 0), no (from 1 within part and at), n, t1 ... t9.
--   count    t1 class, t2 outcome, t3 reason; n rows
--   number   n rows whose difference does not fit ({.delta} is then to be numeric); of the rows that change: t1 up,
--            t2 down, t3 from null, t4 to null, t5 sum before, t6 after, t7 difference; t8 sum over the universe before,
--            t9 the difference in percent of that
--   delta    extremes and percentiles of the change: t1 min, p1, p5, p25, p50, p75, p95, p99, t9 max
--   word     t1 from, t2 to; n rows: the twenty most frequent pairs of a column that is not numeric
--   class word  of such a column, where there are at most twenty pairs in all: t1 class, t2 from, t3 to; n rows
--   transition  of such a column: no 0: n pairs in all, 21 for more than twenty; else no is the stage: t1 from, t2 to; n rows.
--            None of a stage where there are more than twenty pairs in all
--   sample   t1 chunk, t2 position: of every class and outcome a few, the same ones each time (ranked by the key's hash)
--   stage    at is the stage; t1 number of the class, t2 outcome; n rows
--   stage sum  no is the stage; t1 by how much the column's sum changes in it, t2 number of the class, t3 the changes
--            without their signs, t4 the largest of them
--   class sum  of the rows of a class that change: t1 class, t2 sum before, t3 after; n rows
--   largest  t1 chunk, t2 position: the rows that change most in a numeric column
-- One row a class and outcome, a few a column, at most 400 samples.
with slice as (
    -- As part_slice_all.sql, unpacked in the select list, which is faster; the shorter arrays are filled up with nulls.
    select u.chunk_no as retcon_chunk, u.pos as retcon_pos, u.class_no as retcon_class,
           u.stage_no as retcon_stage, {key: u.k{.i} as retcon_k{.i} | , }
      from (select l.chunk_no, l.stage_no, generate_series(1, l.n) as pos, {key: unnest(l.k{.i}) as k{.i} | , },
                   unnest(l.class_no) as class_no, generate_series(1, {chunk_rows:int}) as guess
              from retcon.list_{run:int} l) u
     where u.pos is not null {bad: and (u.chunk_no, u.pos) <> ({.chunk}, {.pos}) | }
), seen as materialized (
{include part_forecast}
), staged as (
    select s.stage_no, s.class_no::bigint * 65536 + s.state + 1 as both_no, count(*) as n
           {number+: , sum(s.b{.at}) as before{.at}, sum(s.a{.at}) as after{.at},
             count(*) filter (where s.a{.at} > s.b{.at}) as up{.at}, count(*) filter (where s.a{.at} < s.b{.at}) as down{.at},
             count(*) filter (where s.b{.at} is null and s.a{.at} is not null) as from{.at},
             count(*) filter (where s.b{.at} is not null and s.a{.at} is null) as to{.at},
             count(*) filter (where s.d{.at} is null and s.b{.at} is not null and s.a{.at} is not null) as wide{.at},
             coalesce(sum(s.d{.at})::numeric, 0) + coalesce(sum(s.a{.at}::numeric) filter (where s.b{.at} is null), 0)
                 - coalesce(sum(s.b{.at}::numeric) filter (where s.a{.at} is null), 0) as moved{.at},
             coalesce(sum(abs(s.d{.at}))::numeric, 0) + coalesce(sum(abs(s.a{.at}::numeric)) filter (where s.b{.at} is null), 0)
                 + coalesce(sum(abs(s.b{.at}::numeric)) filter (where s.a{.at} is null), 0) as spread{.at},
             greatest(max(abs(s.d{.at}))::numeric, max(abs(s.a{.at}::numeric)) filter (where s.b{.at} is null),
                      max(abs(s.b{.at}::numeric)) filter (where s.a{.at} is null)) as most{.at} }
      from seen s
     group by 1, 2
), counted as (
    select g.both_no, sum(g.n)::bigint as n
           {number+: , sum(g.before{.at}) as before{.at}, sum(g.after{.at}) as after{.at}, sum(g.up{.at})::bigint as up{.at},
             sum(g.down{.at})::bigint as down{.at}, sum(g.from{.at})::bigint as from{.at}, sum(g.to{.at})::bigint as to{.at},
             sum(g.wide{.at})::bigint as wide{.at} }
      from staged g
     group by 1
), told as (
    select c.*, (c.both_no >> 16)::int as class_no, (c.both_no & 65535)::int - 1 as state
      from counted c
), named as (
    select c.*, l.name as class, s.outcome,
           case s.outcome when 'excluded' then coalesce(e.name, 'no longer matches scope.where')
                          when 'uncertain' then u.name end as reason,
           -- Of a group, the hashes up to here are more than per_class, whatever its size.
           -9223372036854775808::float8
               + 18446744073709551616::float8 * least(1, (12 * {per_class:int} + 40) / c.n::float8) as bound
      from told c
     cross join lateral (
           select case when c.state = -1 then 'gone' when c.state = 0 then 'changed' when c.state = 1 then 'unchanged'
                       when c.state % 2 = 0 then 'excluded' else 'uncertain' end as outcome) s
      left join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.no = c.class_no
      left join retcon.label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = (c.state - 2) / 2
                              and s.outcome = 'excluded'
      left join retcon.label u on u.run_id = {run:int} and u.kind = 'uncertain' and u.no = (c.state - 3) / 2
                              and s.outcome = 'uncertain'
), ranked as (
    select p.*, row_number() over (partition by p.class_no, p.state order by p.h) as turn
      from (select s.chunk_no, s.pos, s.h, c.class, c.class_no, c.outcome, c.state
              from seen s
              join named c on c.both_no = s.class_no::bigint * 65536 + s.state + 1
             -- The sign is always 1. The planner takes that for rare, and so hashes the few groups; it would sort the list.
             where s.h::float8 <= c.bound and sign(c.n) = 1
            offset 0) p
) {word+:
, ways{.at} as materialized (
    select {run:int} as run_no, s.stage_no, s.class_no, s.b{.at} collate "C" as f, s.a{.at} collate "C" as t, count(*) as n
      from seen s
     where s.state = 0 and s.w{.at}
     group by 2, 3, 4, 5
), top{.at} as materialized (
    select w.f, w.t, sum(w.n)::bigint as n from ways{.at} w group by 1, 2 order by 3 desc, 1, 2 limit 21
) }
, summed as (
    select count(*) as groups
           {number+: , sum(c.before{.at}) as b{.at}, sum(c.after{.at}) as a{.at},
             coalesce(sum(c.after{.at}), 0) - coalesce(sum(c.before{.at}), 0) as d{.at}, coalesce(sum(c.up{.at}), 0) as up{.at},
             coalesce(sum(c.down{.at}), 0) as down{.at}, coalesce(sum(c.from{.at}), 0) as from{.at},
             coalesce(sum(c.to{.at}), 0) as to{.at}, coalesce(sum(c.wide{.at}), 0) as wide{.at} }
      from told c
     where c.state = 0
), universe as (
    select count(*) as n {number+: , sum({alias:ident}.{.name}) as u{.at} }
      from only {table:table} as {alias:ident} where {where:expr}
)
select 'count' as part, 0 as at, row_number() over (order by c.class nulls last, c.outcome, c.reason) as no, c.n,
       c.class as t1, c.outcome as t2, c.reason as t3, null as t4, null as t5, null as t6, null as t7, null as t8, null as t9
  from named c
union all
select 'stage', g.stage_no, row_number() over (partition by g.stage_no order by c.both_no), g.n, greatest(c.class_no, 1)::text,
       c.outcome, null, null, null, null, null, null, null
  from staged g join named c on c.both_no = g.both_no
{number+:
union all
select 'stage sum', {.at}, g.stage_no, null, coalesce(g.moved{.at}, 0)::text, greatest(g.both_no >> 16, 1)::text,
       coalesce(g.spread{.at}, 0)::text, coalesce(g.most{.at}, 0)::text, null, null, null, null, null
  from staged g where (g.both_no & 65535) = 1 }
{number+:
union all
select 'class sum', {.at}, row_number() over (order by c.class nulls last), c.n, c.class, c.before{.at}::text,
       c.after{.at}::text, null, null, null, null, null, null
  from named c where c.state = 0 }
{number+:
union all
select 'number', {.at}, 1, c.wide{.at}, c.up{.at}::text, c.down{.at}::text, c.from{.at}::text, c.to{.at}::text, c.b{.at}::text,
       c.a{.at}::text, c.d{.at}::text, u.u{.at}::text,
       round((100 * c.d{.at}::numeric / nullif(u.u{.at}::numeric, 0)), 6)::text
  from summed c cross join universe u
union all
select 'delta', {.at}, 1, null, p[1]::text, p[2]::text, p[3]::text, p[4]::text, p[5]::text, p[6]::text, p[7]::text,
       p[8]::text, p[9]::text
  from (select percentile_disc(array[0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1])
               within group (order by s.d{.at}) as p
          from seen s
         where s.state = 0 and s.d{.at} is not null) q
union all
select 'largest', {.at}, row_number() over (order by q.d desc, q.chunk_no, q.pos), null, q.chunk_no::text, q.pos::text,
       null, null, null, null, null, null, null
  from (select s.chunk_no, s.pos, abs(s.d{.at}) as d
          from seen s
         where s.state = 0 and s.a{.at} <> s.b{.at}
         order by 3 desc, 1, 2
         limit {largest:int}) q }
{word+:
union all
(select 'word', {.at}, row_number() over (order by w.n desc, w.f, w.t), w.n, w.f, w.t, null, null, null, null, null, null, null
   from top{.at} w
  order by 3
  limit 20)
union all
select 'transition', {.at}, 0, count(*), null, null, null, null, null, null, null, null, null from top{.at}
union all
select 'transition', {.at}, w.stage_no, sum(w.n)::bigint, w.f, w.t, null, null, null, null, null, null, null
  from ways{.at} w
 where (select count(*) from top{.at}) <= 20
 group by w.stage_no, w.f, w.t
union all
select 'class word', {.at}, row_number() over (order by l.name nulls last, w.n desc, w.f, w.t), w.n, l.name, w.f, w.t, null, null,
       null, null, null, null
  from (select x.run_no, x.class_no, x.f, x.t, sum(x.n)::bigint as n
          from ways{.at} x
         where (select count(*) from top{.at}) <= 20
         group by 1, 2, 3, 4) w
  left join retcon.label l on l.run_id = w.run_no and l.kind = 'class' and l.no = greatest(w.class_no, 1) }
union all
(select 'sample', 0, row_number() over (order by r.outcome, r.class nulls last, r.state, r.turn), null, r.chunk_no::text,
        r.pos::text, null, null, null, null, null, null, null
   from ranked r
  where r.turn <= {per_class:int}
  order by 3
  limit 400)
order by 1, 2, 3;
