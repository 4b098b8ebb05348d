-- An uncertain or failed row, decided by a person, first step: what would become of it now, doubts aside (no uncertain
-- conditions are given)? Only changed and unchanged go on: batch_capture and batch_update for its slice of one row if it
-- is changed, then resolve_move. Columns: outcome. One row.
with retcon_slice as (
{include part_slice}
), retcon_judged as (
{include part_seen}
)
select s.outcome from retcon_judged s;
