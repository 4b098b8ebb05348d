-- The slice as arrays: a row, with k1, ... and class_no.
    select {key: l.k{.i}[{position:int} + 1 : {position:int} + {count:int}] as k{.i} | , },
           l.class_no[{position:int} + 1 : {position:int} + {count:int}] as class_no
      from retcon.list_{run:int} l
     where l.chunk_no = {chunk_no:int}
