-- What really happened to the numeric columns: sums of the captured values. Columns: for each numeric column sum before,
-- sum after, sum of the differences. One row.
select {number: sum(x.b{.at})::text, sum(x.a{.at})::text, (sum(x.a{.at}) - sum(x.b{.at}))::text | , }
  from retcon.capture_{run:int} c
 cross join lateral unnest(c.pos, {set: c.b{.i}, c.a{.i} | , }) as x (pos, {set: b{.i}, a{.i} | , });
