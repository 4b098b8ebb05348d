-- Candidates as they are now and as the plan would have them, for a person to look at later. Parameter: JSON, an array of
-- [chunk_no, pos]. Rows that are known to fail ({bad:...}) are not computed. Columns: chunk_no, pos, class, outcome, reason, key
-- columns, then before and after of each column that is set. One row each.
with every as materialized (
    select l.chunk_no as retcon_chunk, w.pos as retcon_pos, l.class_no[w.pos] as retcon_class,
           {key: l.k{.i}[w.pos] as retcon_k{.i} | , }
      from (select (e ->> 0)::int as chunk_no, (e ->> 1)::int as pos from json_array_elements($1::json) e) w
      join retcon.list_{run:int} l on l.chunk_no = w.chunk_no
), slice as materialized (
    select x.* from every x where true {bad: and (x.retcon_chunk, x.retcon_pos) <> ({.chunk}, {.pos}) | }
), seen as (
{include part_seen}
)
select w.retcon_chunk, w.retcon_pos, l.name, coalesce(s.outcome, 'failed'),
       case s.outcome when 'excluded' then coalesce(e.name, 'no longer matches scope.where') else u.name end,
       {key: w.retcon_k{.i}::text | , }, {set: left(t.{.name}::text, 1000), left(s.a{.i}::text, 1000) | , }
  from every w
  left join seen s on s.chunk_no = w.retcon_chunk and s.pos = w.retcon_pos
  left join only {table:table} as t on {key: t.{.name} = w.retcon_k{.i} | and }
  left join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.no = coalesce(w.retcon_class, 1)
  left join retcon.label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = s.reason and s.outcome = 'excluded'
  left join retcon.label u on u.run_id = {run:int} and u.kind = 'uncertain' and u.no = s.reason and s.outcome = 'uncertain'
 order by w.retcon_chunk, w.retcon_pos;
