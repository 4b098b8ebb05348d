-- The batch where every row of the slice changes, as most do: the same as batch.sql in one pass, without noting the others.
-- If even one row does not change, is left out, is gone, or was changed by somebody else meanwhile, nothing moves, and the
-- runner rolls back and takes batch.sql.
-- Columns: as batch.sql. One row; "changed" tells whether the rows were all.
with slice as (
{include part_slice}
), changed as (
    update only {table:table} as t
       set {set: {.name} = s.a{.i} | , }
      from (select retcon_s.retcon_pos as pos, retcon_s.retcon_class as class_no,
                   {key: retcon_s.retcon_k{.i} as k{.i} | , },
                   v.retcon_tid as tid, v.retcon_version as version,
                   {set: v.retcon_b{.i} as b{.i}, v.retcon_a{.i} as a{.i} | , }
              from slice as retcon_s
             cross join lateral (
{include part_row}
             ) v
             where v.retcon_reason is null and v.retcon_doubt is null
               and (false {exact+: or v.retcon_b{.at} is distinct from v.retcon_a{.at} }
                          {imaged+: or not pg_catalog.record_image_eq(row(v.retcon_b{.at}), row(v.retcon_a{.at})) })) as s
     where t.ctid = s.tid and t.xmin = s.version
    returning s.pos, s.class_no, {key: s.k{.i} | , }, {set: s.b{.i}, t.{.name}::{.type} as a{.i} | , }
{include part_straight}
