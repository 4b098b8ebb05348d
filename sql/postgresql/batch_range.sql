-- The batch where the slice is all that is eligible between its first key and its last, and every row of it changes: the
-- same as batch.sql without looking up a single key. The rows of the range are read in the order of the key; if their keys
-- are the slice's, one by one, and each is to change, they are captured and then updated by the same conditions. One
-- snapshot serves both. After waiting for somebody else's lock the update asks its conditions of a newer version of the
-- row: that one is refused for its age, so that what is overwritten is what was captured. (A version counts as old if its
-- transaction is older than any that still ran at the snapshot.)
-- (exact, imaged: of most types of a fixed width equal values have one image, and are quicker to compare as values.)
-- enter, leave: what the table does to a value that it is given, where a cast would do another thing.
-- at_most: so many rows are read at most, if the range holds more than the slice.
-- Columns: as batch.sql, and whether the rows of the range are the slice's. One row; "changed" is all of them or none.
with slice as materialized (
    select {key: l.k{.i}[{position:int} + 1 : {position:int} + {count:int}] as k{.i} | , },
           l.class_no[{position:int} + 1 : {position:int} + {count:int}] as class_no
      from retcon.list_{run:int} l
     where l.chunk_no = {chunk_no:int}
), seen as (
    select {key: "old".{.name}::{.type} as k{.i} | , },
           {set: "old".{.name}::{.type} as b{.i}, "new".{.name} as a{.i} | , },
           (false {exact+: or "old".{.name}::{.type} is distinct from "new".{.name} }
                  {imaged+: or not pg_catalog.record_image_eq(row("old".{.name}::{.type}), row("new".{.name})) })
           and case when false then 0 {uncertain: when {.expr} then {.i} | } end is null
           and pg_catalog.age("old".retcon_version) > (select pg_catalog.age(pg_catalog.xid(
                   pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())))) as plain
      from (select {alias:ident}.*
              from (select {alias:ident}.*, {alias:ident}.xmin as retcon_version
                      from only {table:table} as {alias:ident}
                     where ({key: {alias:ident}.{.name} | , }) >= ({bound: {.low:text}::{.type} | , })
                       and ({key: {alias:ident}.{.name} | , }) <= ({bound: {.high:text}::{.type} | , })
                     order by {key: {alias:ident}.{.name} | , }
                     limit {at_most:int}) as {alias:ident}
             where case when {where:expr} is not true then false
                        {exclude: when {.expr} then false | }
                        else true
                   end) as "old"
     cross join lateral (
           select {set: {.enter}{.open}{.expr}::{.type}{.close}{.leave} as {.name} | , } {rest+: , {alias:ident}.{.name} }
             from (select "old".*) as {alias:ident}) as "new"
), packed as (
    select {key: array_agg(k{.i}) as k{.i} | , },
           {set: array_agg({.row}(b{.i})::{.pack}) as b{.i}, array_agg({.row}(a{.i})::{.pack}) as a{.i} | , },
           coalesce(bool_and(plain), false) as plain
      from seen
), held as (
    select s.*, {set: p.b{.i}, p.a{.i} | , }, p.plain, coalesce({key: p.k{.i} = s.k{.i} | and }, false) as whole
      from packed p cross join slice s
), captured as (
    insert into retcon.capture_{run:int} (chunk_no, from_pos, pos, class_no, {key: k{.i} | , }, {set: b{.i}, a{.i} | , })
    select {chunk_no:int}, {position:int},
           array(select g::smallint from pg_catalog.generate_series({position:int} + 1, {position:int} + {count:int}) g),
           {classed: h.class_no | }{unclassed: null | }, {key: h.k{.i} | , }, {set: h.b{.i}, h.a{.i} | , }
      from held h
     where h.whole and h.plain and pg_catalog.cardinality(h.k1) = {count:int}
    returning true
), changed as (
    update only {table:table} as {alias:ident}
       set {set: {.name} = {.enter}{.open}{.expr}::{.type}{.close}{.leave} | , }
     where (select true from captured)
       and ({key: {alias:ident}.{.name} | , }) >= ({bound: {.low:text}::{.type} | , })
       and ({key: {alias:ident}.{.name} | , }) <= ({bound: {.high:text}::{.type} | , })
       and case when {where:expr} is not true then false
                {exclude: when {.expr} then false | }
                else true
           end
       and pg_catalog.age({alias:ident}.xmin) > (select pg_catalog.age(pg_catalog.xid(
               pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()))))
    returning true
), counted as (
    select count(*) as changed from changed
), moved as (
{include part_moved}
    returning c.chunk_no
)
select {count:int}, k.changed, 0, 0, 0, 0, 0, (select count(*) from moved), (select whole from held)
  from counted k;
