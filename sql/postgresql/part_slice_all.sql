-- The whole candidate list, as a slice; rows that are known to fail ({bad:...}) left out.
    select l.chunk_no as retcon_chunk, u.pos::int as retcon_pos, u.class_no as retcon_class,
           {key: u.k{.i} as retcon_k{.i} | , }
      from retcon.list_{run:int} l
     cross join lateral unnest({key: l.k{.i} | , }, l.class_no)
                        with ordinality as u ({key: k{.i} | , }, class_no, pos)
     where true {bad: and (l.chunk_no, u.pos) <> ({.chunk}, {.pos}) | }
