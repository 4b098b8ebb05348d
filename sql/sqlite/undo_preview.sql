-- The rollback's dry run. Parameters: stage or null, class or null. Columns: state (restorable, already, conflict,
-- vanished), n.
with retcon_want as (
{include part_undo_scope}
)
select {include part_undo_state} as state, count(*)
  from retcon_want c
  left join {table:table} as t on {key: t.{.name} = c.k{.i} and t.{.name} is c.k{.i} collate binary | and }
 group by 1;
