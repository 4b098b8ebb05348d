-- The slice of the claimed chunk: {count:int} keys after the checkpoint.
    select h.chunk_no as retcon_chunk, l.ord as retcon_ord, l.ord - h.first_ord as retcon_pos, l.class_no as retcon_class,
           {key: l.k{.i} as retcon_k{.i} | , }
      from retcon_chunk h
     cross join retcon_listed({run:int}) l
     where h.run_id = {run:int} and h.chunk_no = {chunk_no:int}
       and l.ord > h.first_ord + {position:int} and l.ord <= h.first_ord + {position:int} + {count:int}
