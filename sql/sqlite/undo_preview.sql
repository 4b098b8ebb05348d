-- The rollback's dry run. Parameters: stage or null, class or null. Columns: state (restorable, already, conflict,
-- vanished), n.
with retcon_want as (
{include part_undo_scope}
)
select case j.key when '0' then 'restorable' when '1' then 'already' when '2' then 'conflict' else 'vanished' end, j.value
  from json_each((
       select retcon_sums(case {include part_undo_state} when 'restorable' then 0 when 'already' then 1 when 'conflict' then 2 else 3 end, 1)
         from retcon_want c
         left join {table:table} as t on {key: t.{.name} = c.k{.i} and t.{.name} is c.k{.i} collate binary | and })) j;
