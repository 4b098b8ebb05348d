-- Rows for a person to look at: of every class and outcome a few, the same ones each time (ranked by a hash of the key).
-- Columns: class, outcome, reason, key columns, then before and after of each column that is set.
with slice as (
{include part_slice_all}
), seen as (
{include part_seen}
), ranked as (
    select s.*, row_number() over (partition by s.class_no, s.outcome, s.reason
                                   order by hashtextextended(concat_ws(chr(31), {key: s.k{.i}::text | , }), 7)) as turn
      from seen s
)
select l.name, s.outcome,
       case s.outcome when 'excluded' then coalesce(e.name, 'no longer matches scope.where')
                      when 'uncertain' then u.name end,
       {key: s.k{.i}::text | , }, {set: left(s.b{.i}::text, 1000), left(s.a{.i}::text, 1000) | , }
  from ranked s
  left join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.no = s.class_no
  left join retcon.label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = s.reason and s.outcome = 'excluded'
  left join retcon.label u on u.run_id = {run:int} and u.kind = 'uncertain' and u.no = s.reason and s.outcome = 'uncertain'
 where s.turn <= {per_class:int}
 order by s.outcome, l.name nulls last, s.reason, s.turn
 limit 400;
