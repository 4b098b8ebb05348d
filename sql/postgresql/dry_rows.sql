-- Rows of the list, {pick:...}, as they are now, for a person to look at. Columns: chunk, position, class, outcome, reason, key
-- columns, then before and after of each column that is set. One row each.
with slice as materialized (
    select l.chunk_no as retcon_chunk, p.pos as retcon_pos, l.class_no[p.pos] as retcon_class,
           {key: l.k{.i}[p.pos] as retcon_k{.i} | , }
      from (values {pick: ({.chunk}, {.pos}) | , }) as p (chunk_no, pos)
      join retcon.list_{run:int} l on l.chunk_no = p.chunk_no
), seen as (
{include part_seen}
)
select s.chunk_no, s.pos, l.name, s.outcome,
       case s.outcome when 'excluded' then coalesce(e.name, 'no longer matches scope.where')
                      when 'uncertain' then u.name end,
       {key: s.k{.i}::text | , }, {set: left(s.b{.i}::text, 1000), left(s.a{.i}::text, 1000) | , }
  from seen s
  left join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.no = s.class_no
  left join retcon.label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = s.reason and s.outcome = 'excluded'
  left join retcon.label u on u.run_id = {run:int} and u.kind = 'uncertain' and u.no = s.reason and s.outcome = 'uncertain';
