-- Outcomes of all candidates by class and reason, as they would be now, with sums over the rows that change.
-- Columns: class, outcome, reason, n, then for each numeric column: sum before, sum after, rows up, rows down, from null,
-- to null.
with retcon_slice as (
{include part_slice_all}
), retcon_judged as (
{include part_seen}
), retcon_counted as (
    select s.class_no, s.outcome, s.reason, count(*) as n
           {number+: , retcon_sum(s.b{.at}) as before{.i}, retcon_sum(s.a{.at}) as after{.i},
             count(*) filter (where s.a{.at} > s.b{.at}) as up{.i}, count(*) filter (where s.a{.at} < s.b{.at}) as down{.i},
             count(*) filter (where s.b{.at} is null and s.a{.at} is not null) as from{.i},
             count(*) filter (where s.b{.at} is not null and s.a{.at} is null) as to{.i} }
      from retcon_judged s
     group by s.class_no, s.outcome, s.reason
)
select l.name, k.outcome,
       case k.outcome when 'excluded' then coalesce(e.name, 'no longer matches scope.where')
                      when 'uncertain' then u.name end,
       k.n {number+: , k.before{.i}, k.after{.i}, k.up{.i}, k.down{.i}, k.from{.i}, k.to{.i} }
  from retcon_counted k
  left join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.no = coalesce(k.class_no, 1)
  left join retcon_label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = k.reason and k.outcome = 'excluded'
  left join retcon_label u on u.run_id = {run:int} and u.kind = 'uncertain' and u.no = k.reason and k.outcome = 'uncertain'
 order by 1 nulls last, 2, 3;
