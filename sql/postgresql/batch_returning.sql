-- The batch where every row of the slice changes, on a server whose RETURNING knows the old row too (18 and later), for a plan
-- without doubts: the same as batch_straight.sql, but each row is looked up once. What is captured is what was overwritten,
-- and the conditions are asked of just that version, whoever wrote meanwhile.
-- Columns: as batch.sql. One row; "changed" tells whether the rows were all.
with slice as (
{include part_slice}
), changed as (
    update only {table:table} as {alias:ident}
       set {set: {.name} = {.open}{.expr}::{.type}{.close} | , }
      from slice as retcon_s
     where {key: {alias:ident}.{.name} = retcon_s.retcon_k{.i} | and }
       and case when retcon_s.retcon_pos is null then false -- never: it ties the expressions to the slice
                when {where:expr} is not true then false
                {exclude: when {.expr} then false | }
                else not pg_catalog.record_image_eq(row({set: {alias:ident}.{.name}::{.type} | , }),
                                                    row({set: {.open}{.expr}::{.type}{.close} | , }))
           end
    returning with (old as retcon_old, new as retcon_new)
              retcon_s.retcon_pos as pos, retcon_s.retcon_class as class_no, {key: retcon_s.retcon_k{.i} as k{.i} | , },
              {set: retcon_old.{.name}::{.type} as b{.i}, retcon_new.{.name}::{.type} as a{.i} | , }
{include part_straight}
