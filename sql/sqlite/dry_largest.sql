-- The rows that change most in one numeric column. Columns: class, key columns, then before and after of each column.
with retcon_slice as (
{include part_slice_all}
), retcon_judged as (
{include part_seen}
)
select l.name, {key: s.k{.i} | , },
       {set: case when typeof(s.b{.i}) in ('text', 'blob') then substr(s.b{.i}, 1, 1000) else s.b{.i} end,
             case when typeof(s.a{.i}) in ('text', 'blob') then substr(s.a{.i}, 1, 1000)
                  when typeof(s.a{.i}) = 'real' and '{.type}' in ('INTEGER', 'NUMERIC') and s.a{.i} = cast(s.a{.i} as integer)
                  then cast(s.a{.i} as integer) else s.a{.i} end | , }
  from retcon_judged s
  left join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.no = coalesce(s.class_no, 1)
 where s.outcome = 'changed' and s.a{at:int} <> s.b{at:int}
 order by abs(s.a{at:int} - s.b{at:int}) desc, {key: s.k{.i} | , }
 limit {per_class:int};
