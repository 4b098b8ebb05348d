-- The whole candidate list, as a slice; rows that are known to fail ({bad:…}) left out.
    select h.chunk_no as retcon_chunk, l.ord as retcon_ord, l.ord - h.first_ord as retcon_pos, l.class_no as retcon_class,
           {key: l.k{.i} as retcon_k{.i} | , }
      from retcon_chunk h
     cross join retcon_listed({run:int}) l
     where h.run_id = {run:int} and l.ord > h.first_ord and l.ord <= h.first_ord + h.n
           {bad: and (h.chunk_no, l.ord - h.first_ord) <> ({.chunk}, {.pos}) | }
