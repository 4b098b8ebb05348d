-- The correction of one candidate, beside what the row holds now. Columns: at, exists, same as ours, then before, after
-- and now of each column. At most one row.
select to_char(c.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), t.ctid is not null,
       t.ctid is not null
       and row({set: t.{.name}::{.type} | , }) operator(pg_catalog.*=) row({set: (x.a{.i}){.value} | , }),
       {set: left((x.b{.i}){.value}::text, 2000), left((x.a{.i}){.value}::text, 2000), left(t.{.name}::text, 2000) | , }
  from retcon.capture_{run:int} c
 cross join lateral unnest(c.pos, {key: c.k{.i} | , }, {set: c.b{.i}, c.a{.i} | , })
                    as x (pos, {key: k{.i} | , }, {set: b{.i}, a{.i} | , })
  left join only {table:table} as t on {key: t.{.name} = x.k{.i} | and }
 where c.chunk_no = {chunk_no:int} and x.pos = {pos:int};
