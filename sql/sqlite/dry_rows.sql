-- Rows of the list, {pick:…}, as they are now, for a person to look at. Columns: chunk, position, class, outcome, reason, key
-- columns, then before and after of each column that is set. One row each.
with retcon_slice as (
    select h.chunk_no as retcon_chunk, l.ord as retcon_ord, l.ord - h.first_ord as retcon_pos, l.class_no as retcon_class,
           {key: l.k{.i} as retcon_k{.i} | , }
      from (select column1 as chunk_no, column2 as pos from (values {pick: ({.chunk}, {.pos}) | , })) p
     cross join retcon_chunk h on h.run_id = {run:int} and h.chunk_no = p.chunk_no
     cross join retcon_listed({run:int}) l on l.ord = h.first_ord + p.pos
), retcon_judged as (
{include part_seen}
)
select s.chunk_no, s.pos, l.name, s.outcome,
       case s.outcome when 'excluded' then coalesce(e.name, 'no longer matches scope.where')
                      when 'uncertain' then u.name end,
       {key: s.k{.i} | , },
       {set: case when typeof(s.b{.i}) in ('text', 'blob') then substr(s.b{.i}, 1, 1000) else s.b{.i} end,
             case when typeof(s.a{.i}) in ('text', 'blob') then substr(s.a{.i}, 1, 1000)
                  when typeof(s.a{.i}) = 'real' and '{.type}' in ('INTEGER', 'NUMERIC') and s.a{.i} = cast(s.a{.i} as integer)
                  then cast(s.a{.i} as integer) else s.a{.i} end | , }
  from retcon_judged s
  left join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.no = s.class_no
  left join retcon_label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = s.reason and s.outcome = 'excluded'
  left join retcon_label u on u.run_id = {run:int} and u.kind = 'uncertain' and u.no = s.reason and s.outcome = 'uncertain';
