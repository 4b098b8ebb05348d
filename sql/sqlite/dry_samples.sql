-- Rows for a person to look at: of every class and outcome a few, the same ones each time (ranked by a scrambled ordinal).
-- Columns: class, outcome, reason, key columns, then before and after of each column that is set.
with retcon_slice as (
{include part_slice_all}
), retcon_judged as (
{include part_seen}
), retcon_ranked as (
    select s.*, row_number() over (partition by s.class_no, s.outcome, s.reason
                                   order by s.ord * 2654435761 % 4294967296) as turn
      from retcon_judged s
)
select l.name, s.outcome,
       case s.outcome when 'excluded' then coalesce(e.name, 'no longer matches scope.where')
                      when 'uncertain' then u.name end,
       {key: s.k{.i} | , },
       {set: case when typeof(s.b{.i}) in ('text', 'blob') then substr(s.b{.i}, 1, 1000) else s.b{.i} end,
             case when typeof(s.a{.i}) in ('text', 'blob') then substr(s.a{.i}, 1, 1000) else s.a{.i} end | , }
  from retcon_ranked s
  left join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.no = coalesce(s.class_no, 1)
  left join retcon_label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = s.reason and s.outcome = 'excluded'
  left join retcon_label u on u.run_id = {run:int} and u.kind = 'uncertain' and u.no = s.reason and s.outcome = 'uncertain'
 where s.turn <= {per_class:int}
 order by s.outcome, l.name nulls last, s.reason, s.turn
 limit 400;
