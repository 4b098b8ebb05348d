-- The batch where the slice is all that is eligible between its first key and its last, and every row of it changes: the
-- same as batch.sql without looking up a single key. The rows of the range are read in the order of the key; if their keys
-- are the slice's, one by one, and each is to change, they are captured, the checkpoint moves, and they are updated by the same
-- conditions. One snapshot serves all. After waiting for somebody else's lock the update asks its conditions of a newer
-- version of the row: that one is refused for its age, so that what is overwritten is what was captured. (A version counts as
-- old if its transaction is older than any that still ran at the snapshot.)
-- (exact, imaged: of most types of a fixed width equal values have one image, and are quicker to compare as values.)
-- enter, leave: what the table does to a value that it is given, where a cast would do another thing.
-- Parameters, in a run: chunk_no, position, count. No rows; so many are updated: all of the slice, or the transaction is
-- rolled back.
with slice as materialized (
{include part_range_slice}
), bounds as materialized (
{include part_range_bounds}
), seen as (
    select {key: "old".{.name}::{.type} as k{.i} | , },
           {set: "old".{.name}::{.type} as b{.i}, "new".{.name} as a{.i} | , },
           (false {exact+: or "old".{.name}::{.type} is distinct from "new".{.name} }
                  {imaged+: or not pg_catalog.record_image_eq(row("old".{.name}::{.type}), row("new".{.name})) })
           and case when false then 0 {uncertain: when {.expr} then {.i} | } end is null
           and pg_catalog.age("old".retcon_version) > (select pg_catalog.age(pg_catalog.xid(
                   pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())))) as plain
      from (
{include part_range}
           ) as "old"
     cross join lateral (
           select {set: {.enter}{.open}{.expr}::{.type}{.close}{.leave} as {.name} | , } {rest+: , {alias:ident}.{.name} }
             from (select "old".*) as {alias:ident}) as "new"
), packed as (
    select {key: array_agg(k{.i}) as k{.i} | , },
           {set: array_agg({.row}(b{.i})::{.pack}) as b{.i}, array_agg({.row}(a{.i})::{.pack}) as a{.i} | , },
           coalesce(bool_and(plain), false) as plain
      from seen
), captured as (
    insert into retcon.capture_{run:int} (chunk_no, from_pos, pos, class_no, {key: k{.i} | , }, {set: b{.i}, a{.i} | , })
    select {chunk_no:int}, {position:int},
           array(select pg_catalog.generate_series({position:int} + 1, {position:int} + {count:int})::smallint),
           {classed: s.class_no | }{unclassed: null | }, {key: s.k{.i} | , }, {set: p.b{.i}, p.a{.i} | , }
      from packed p cross join slice s
     where p.plain and {key: p.k{.i} = s.k{.i} | and }
       and pg_catalog.cardinality(s.k1) = {count:int}
    returning true
), moved as (
    update retcon.chunk c
       set position = c.position + {count:int}, changed = c.changed + {count:int}
     where (select true from captured)
       and c.run_id = {run:int} and c.chunk_no = {chunk_no:int} and c.position = {position:int}
       and not exists (select from retcon.run r where r.id = {run:int}
                          and r.state in ('rolling_back', 'rolled_back', 'abandoned'))
    returning true
)
update only {table:table} as {alias:ident}
   set {set: {.name} = {.enter}{.open}{.expr}::{.type}{.close}{.leave} | , }
 where (select true from moved)
   and ({key: {alias:ident}.{.name} | , }) >= ({key: (select low{.i} from bounds) | , })
   and ({key: {alias:ident}.{.name} | , }) <= ({key: (select high{.i} from bounds) | , })
       {first: and {alias:ident}.{.name} between (select low1 from bounds) and (select high1 from bounds) }
   and case when {where:expr} is not true then false
            {exclude: when {.expr} then false | }
            else true
       end
   and pg_catalog.age({alias:ident}.xmin) > (select pg_catalog.age(pg_catalog.xid(
           pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()))))
