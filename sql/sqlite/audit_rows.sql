-- Candidates as they are now and as the plan would have them, for a person to look at later. Parameter: JSON, an array of
-- [chunk_no, pos]. Rows that are known to fail ({bad:…}) are not computed. Columns: chunk_no, pos, class, outcome, reason, key
-- columns, then before and after of each column that is set. One row each.
with retcon_every as materialized (
    select h.chunk_no as retcon_chunk, l.ord as retcon_ord, l.ord - h.first_ord as retcon_pos, l.class_no as retcon_class,
           {key: l.k{.i} as retcon_k{.i} | , }
      from json_each(?1) w
     cross join retcon_chunk h
     cross join retcon_listed({run:int}) l
     where h.run_id = {run:int} and h.chunk_no = json_extract(w.value, '$[0]')
       and l.ord = h.first_ord + json_extract(w.value, '$[1]')
), retcon_slice as (
    select x.* from retcon_every x where 1 {bad: and (x.retcon_chunk, x.retcon_pos) <> ({.chunk}, {.pos}) | }
), retcon_judged as materialized (
{include part_seen}
)
select w.retcon_chunk, w.retcon_pos, l.name, coalesce(s.outcome, 'failed'),
       case s.outcome when 'excluded' then coalesce(e.name, 'no longer matches scope.where') else u.name end,
       {key: w.retcon_k{.i} | , },
       {set: case when typeof(t.{.name}) in ('text', 'blob') then substr(t.{.name}, 1, 1000) else t.{.name} end,
             case when typeof(s.a{.i}) in ('text', 'blob') then substr(s.a{.i}, 1, 1000)
                  when typeof(s.a{.i}) = 'real' and '{.type}' in ('INTEGER', 'NUMERIC') and s.a{.i} = cast(s.a{.i} as integer)
                  then cast(s.a{.i} as integer)
                  when typeof(s.a{.i}) = 'integer' and '{.type}' = 'REAL' then cast(s.a{.i} as real) else s.a{.i} end | , }
  from retcon_every w
  left join retcon_judged s on s.ord = w.retcon_ord
  left join {table:table} as t on {key: t.{.name} = w.retcon_k{.i} and t.{.name} is w.retcon_k{.i} collate binary | and }
  left join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.no = coalesce(w.retcon_class, 1)
  left join retcon_label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = s.reason and s.outcome = 'excluded'
  left join retcon_label u on u.run_id = {run:int} and u.kind = 'uncertain' and u.no = s.reason and s.outcome = 'uncertain'
 order by w.retcon_chunk, w.retcon_pos;
