-- The rollback's dry run. Parameters: stage or null, class or null. Columns: state (restorable, already, conflict,
-- vanished), n.
with want as (
    select * from (
{include part_undo_scope}
    ) s where s.wanted
), seen as (
{include part_undo_seen}
)
select state, count(*) from seen group by state;
