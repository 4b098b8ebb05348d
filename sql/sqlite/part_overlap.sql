-- Blocks of captured values that overlap with the rows noted in temp.retcon_taken_<run>: their from_ord.
    select p.from_ord
      from retcon_packed_{run:int} p
     where p.from_ord <= (select max(t.ord) from temp.retcon_taken_{run:int} t)
       and p.from_ord >= coalesce((select max(q.from_ord) from retcon_packed_{run:int} q
                                    where q.from_ord <= (select min(t.ord) from temp.retcon_taken_{run:int} t)), 0)
       and p.to_ord >= (select min(t.ord) from temp.retcon_taken_{run:int} t)
