-- Rows for a person to look at: of every class and outcome a few, the same ones each time (ranked by a scrambled ordinal).
-- Two passes: which rows (the first of each of 1009 parts of a group, then the first of these; that spares ranking all of
-- them); then their values.
-- Columns: class, outcome, reason, key columns, then before and after of each column that is set.
with retcon_picked as materialized (
    with retcon_slice as (
{include part_slice_all}
    ), retcon_judged as (
{include part_seen}
    )
    select p.ord, p.turn
      from (select d.ord, row_number() over (partition by d.outcome, d.class_no, d.reason order by d.h) as turn
              from (select s.outcome, s.class_no, s.reason, s.ord, min(s.ord * 2654435761 % 4294967296) as h
                      from retcon_judged s
                     group by s.outcome, s.class_no, s.reason, s.ord % 1009) d) p
     where p.turn <= {per_class:int}
), retcon_slice as (
    select retcon_i.* from (
{include part_slice_all}
    ) as retcon_i
     where retcon_i.retcon_ord in (select p.ord from retcon_picked p)
), retcon_judged as (
{include part_seen}
)
select l.name, s.outcome,
       case s.outcome when 'excluded' then coalesce(e.name, 'no longer matches scope.where')
                      when 'uncertain' then u.name end,
       {key: s.k{.i} | , },
       {set: case when typeof(s.b{.i}) in ('text', 'blob') then substr(s.b{.i}, 1, 1000) else s.b{.i} end,
             case when typeof(s.a{.i}) in ('text', 'blob') then substr(s.a{.i}, 1, 1000)
                  when typeof(s.a{.i}) = 'real' and '{.type}' in ('INTEGER', 'NUMERIC') and s.a{.i} = cast(s.a{.i} as integer)
                  then cast(s.a{.i} as integer) else s.a{.i} end | , }
  from retcon_judged s
  join retcon_picked p on p.ord = s.ord
  left join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.no = coalesce(s.class_no, 1)
  left join retcon_label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = s.reason and s.outcome = 'excluded'
  left join retcon_label u on u.run_id = {run:int} and u.kind = 'uncertain' and u.no = s.reason and s.outcome = 'uncertain'
 order by s.outcome, l.name nulls last, s.reason, p.turn
 limit 400;
