-- Can the plan's expressions be computed for this slice? An error here names a row that would fail. Columns: n, values
-- that are not null. One row.
with retcon_slice as (
{include part_slice}
), retcon_judged as (
{include part_seen}
)
select count(*), 0 {set+: + count(s.a{.i}) } from retcon_judged s where s.outcome is not null;
