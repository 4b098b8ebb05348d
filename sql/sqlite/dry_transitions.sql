-- What becomes of what, for a column that is not numeric: the twenty most frequent pairs. Columns: from, to, n.
with retcon_slice as (
{include part_slice_all}
), retcon_judged as (
{include part_seen}
)
select case when typeof(s.b{at:int}) in ('text', 'blob') then substr(s.b{at:int}, 1, 200) else s.b{at:int} end,
       case when typeof(s.a{at:int}) in ('text', 'blob') then substr(s.a{at:int}, 1, 200) else s.a{at:int} end, count(*)
  from retcon_judged s
 where s.outcome = 'changed'
   and (s.b{at:int} is not s.a{at:int} collate binary
        {typed+: or ({.at} = {at:int} and typeof(s.b{.at}) <> typeof(s.a{.at})) })
 group by 1 collate binary, 2 collate binary order by 3 desc, 1, 2 limit 20;
