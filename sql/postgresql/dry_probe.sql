-- Can the plan's expressions be computed for this slice? An error here names a row that would fail. Columns: n.
with slice as materialized (
{include part_slice}
), seen as materialized (
{include part_seen}
)
select count(*), count(row({set: s.a{.i} | , })) from seen s where s.outcome is not null;
