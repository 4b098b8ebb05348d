-- Outcomes of all candidates by class and reason, as they would be now, with sums over the rows that change.
-- Columns: class, outcome, reason, n, then for each numeric column: sum before, sum after, rows up, rows down, from null,
-- to null.
with slice as (
{include part_slice_all}
), seen as (
{include part_seen}
)
select l.name, s.outcome,
       case s.outcome when 'excluded' then coalesce(e.name, 'no longer matches scope.where')
                      when 'uncertain' then u.name end,
       count(*)
       {number+: , sum(s.b{.at})::text, sum(s.a{.at})::text,
         count(*) filter (where s.a{.at} > s.b{.at}), count(*) filter (where s.a{.at} < s.b{.at}),
         count(*) filter (where s.b{.at} is null and s.a{.at} is not null),
         count(*) filter (where s.b{.at} is not null and s.a{.at} is null) }
  from seen s
  left join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.no = s.class_no
  left join retcon.label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = s.reason and s.outcome = 'excluded'
  left join retcon.label u on u.run_id = {run:int} and u.kind = 'uncertain' and u.no = s.reason and s.outcome = 'uncertain'
 group by 1, 2, 3
 order by 1 nulls last, 2, 3;
