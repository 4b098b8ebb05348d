-- The whole candidate list, as a slice; rows that are known to fail ({bad:...}) left out. The series says to the planner
-- how many rows a chunk has, which it cannot see in the arrays: with its usual guess, 10, it would look up every row of the
-- table by its key.
    select l.chunk_no as retcon_chunk, u.pos::int as retcon_pos, u.class_no as retcon_class,
           {key: u.k{.i} as retcon_k{.i} | , }
      from retcon.list_{run:int} l
     cross join lateral rows from ({key: unnest(l.k{.i}) | , }, unnest(l.class_no), generate_series(1, {chunk_rows:int}))
                        with ordinality as u ({key: k{.i} | , }, class_no, guess, pos)
     where u.pos <= l.n {bad: and (l.chunk_no, u.pos) <> ({.chunk}, {.pos}) | }
