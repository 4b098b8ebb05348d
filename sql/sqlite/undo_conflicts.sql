-- The first conflicts of a rollback's dry run. Parameters: stage or null, class or null. Columns: key columns, then
-- before, ours and now of each column that is set.
with retcon_want as (
{include part_undo_scope}
)
select {key: c.k{.i} | , },
       {set: case when typeof(c.b{.i}) in ('text', 'blob') then substr(c.b{.i}, 1, 1000) else c.b{.i} end,
             case when typeof(c.a{.i}) in ('text', 'blob') then substr(c.a{.i}, 1, 1000) else c.a{.i} end,
             case when typeof(t.{.name}) in ('text', 'blob') then substr(t.{.name}, 1, 1000) else t.{.name} end | , }
  from retcon_want c
  left join {table:table} as t on {key: t.{.name} = c.k{.i} and t.{.name} is c.k{.i} collate binary | and }
 where {include part_undo_state} = 'conflict'
 order by c.ord limit 20;
