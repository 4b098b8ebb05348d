-- The slice of the claimed chunk: {count:int} keys after the checkpoint.
    select l.chunk_no as retcon_chunk, u.pos::int + {position:int} as retcon_pos, u.class_no as retcon_class,
           {key: u.k{.i} as retcon_k{.i} | , }
      from retcon.list_{run:int} l
     cross join lateral unnest({key: l.k{.i}[{position:int} + 1 : {position:int} + {count:int}] | , },
                               l.class_no[{position:int} + 1 : {position:int} + {count:int}])
                        with ordinality as u ({key: k{.i} | , }, class_no, pos)
     where l.chunk_no = {chunk_no:int}
