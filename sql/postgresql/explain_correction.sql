-- The correction of one candidate, beside what the row holds now. Columns: at, exists, same as ours, then before, after
-- and now of each column. At most one row.
select to_char(c.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), t.ctid is not null,
       t.ctid is not null
       and pg_catalog.record_image_eq(row({set: t.{.name}::{.type} | , }), row({set: x.a{.i} | , })),
       {set: left(x.b{.i}::text, 2000), left(x.a{.i}::text, 2000), left(t.{.name}::text, 2000) | , }
  from retcon.capture_{run:int} c
 cross join lateral unnest(c.pos, {key: c.k{.i} | , }, {set: c.b{.i}, c.a{.i} | , })
                    as x (pos, {key: k{.i} | , }, {set: b{.i}, a{.i} | , })
  left join only {table:table} as t on {key: t.{.name} = x.k{.i} | and }
 where c.chunk_no = {chunk_no:int} and x.pos = {pos:int};
