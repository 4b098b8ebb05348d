-- Rehearsal, inside its transaction: the rows of a slice as they are before. No rows.
create temporary table retcon_rehearsed as
with retcon_slice as (
{include part_slice}
)
select t.* from retcon_slice s join {table:table} as t on {key: t.{.name} = +s.retcon_k{.i} | and };
