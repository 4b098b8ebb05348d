-- The slice of the claimed piece: {count:int} elements after its checkpoint, with their keys and images.
    select u.chunk_no, x.pos, x.wanted, {key: x.k{.i} | , }, {set: x.b{.i} as b{.i} | , },
           {set: x.a{.i} as a{.i} | , }
      from retcon.undo_chunk u
      join retcon.capture_{run:int} c on c.chunk_no = u.chunk_no and c.from_pos = u.from_pos
     cross join lateral unnest(u.mask[{position:int} + 1 : {position:int} + {count:int}],
                               c.pos[{position:int} + 1 : {position:int} + {count:int}],
                               {key: c.k{.i}[{position:int} + 1 : {position:int} + {count:int}] | , },
                               {set: c.b{.i}[{position:int} + 1 : {position:int} + {count:int}],
                                c.a{.i}[{position:int} + 1 : {position:int} + {count:int}] | , })
                        as x (wanted, pos, {key: k{.i} | , }, {set: b{.i}, a{.i} | , })
     where u.run_id = {run:int} and u.undo_no = {undo_no:int} and u.no = {no:int}
