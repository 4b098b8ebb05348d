-- What "changed" gave is captured: one row of arrays a batch, values before and after. Rows affected: one, or none.
    insert into retcon.capture_{run:int} (chunk_no, from_pos, pos, class_no, {key: k{.i} | , }, {set: b{.i}, a{.i} | , })
    select {chunk_no:int}, {position:int}, array_agg(c.pos::smallint),
           {classed: array_agg(c.class_no) | }{unclassed: null | }, {key: array_agg(c.k{.i}) | , },
           {set: array_agg({.row}(c.b{.i})::{.pack}), array_agg({.row}(c.a{.i})::{.pack}) | , }
      from changed c
    having count(*) > 0
