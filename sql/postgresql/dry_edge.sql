-- Rows of one edge case of the audit block. Columns: chunk_no, pos, class, outcome, key
-- columns, then before and after of each column.
with slice as (
    select retcon_s.* from (
{include part_slice_all}
    ) retcon_s
     where exists (select from only {table:table} as {alias:ident}
                    where {key: {alias:ident}.{.name} = retcon_s.retcon_k{.i} | and } and {edge:expr})
), seen as (
{include part_seen}
)
select s.chunk_no, s.pos, l.name, s.outcome, {key: s.k{.i}::text | , }, {set: left(s.b{.i}::text, 1000), left(s.a{.i}::text, 1000) | , }
  from seen s
  left join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.no = s.class_no
 order by hashtextextended(concat_ws(chr(31), {key: s.k{.i}::text | , }), 7)
 limit {per_class:int};
