-- Rehearsal, inside its transaction: the rows of a slice as they are before. No rows.
create temporary table retcon_rehearsed on commit drop as
with slice as materialized (
{include part_slice}
)
select t.* from slice s join only {table:table} as t on {key: t.{.name} = s.retcon_k{.i} | and };
