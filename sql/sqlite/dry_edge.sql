-- Rows of one edge case of the audit block. Columns: chunk_no, pos, class, outcome, key
-- columns, then before and after of each column.
with retcon_slice as (
    select retcon_i.* from (
{include part_slice_all}
    ) as retcon_i
     where exists (select 1 from {table:table} as {alias:ident}
                    where {key: {alias:ident}.{.name} = retcon_i.retcon_k{.i} | and } and {edge:expr})
), retcon_judged as (
{include part_seen}
)
select s.chunk_no, s.pos, l.name, s.outcome, {key: s.k{.i} | , },
       {set: case when typeof(s.b{.i}) in ('text', 'blob') then substr(s.b{.i}, 1, 1000) else s.b{.i} end,
             case when typeof(s.a{.i}) in ('text', 'blob') then substr(s.a{.i}, 1, 1000)
                  when typeof(s.a{.i}) = 'real' and '{.type}' in ('INTEGER', 'NUMERIC') and s.a{.i} = cast(s.a{.i} as integer)
                  then cast(s.a{.i} as integer) else s.a{.i} end | , }
  from retcon_judged s
  left join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.no = s.class_no
 order by s.ord * 2654435761 % 4294967296
 limit {per_class:int};
