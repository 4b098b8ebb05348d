-- How the rows of "want" stand: the prior values (b1, ...), what the run wrote (a1, ...), what is there now (c1, ...), and the
-- state. "Still ours" means the same image, byte for byte.
    select w.chunk_no, w.pos, {key: w.k{.i} | , }, {set: w.b{.i}, w.a{.i}, t.{.name}::{.type} as c{.i} | , },
           case when t.ctid is null then 'vanished'
                when pg_catalog.record_image_eq(row({set: t.{.name}::{.type} | , }), row({set: w.a{.i} | , }))
                    then 'restorable'
                when pg_catalog.record_image_eq(row({set: t.{.name}::{.type} | , }), row({set: w.b{.i} | , }))
                    then 'already'
                else 'conflict'
           end as state
      from want w
      left join only {table:table} as t on {key: t.{.name} = w.k{.i} | and }
