-- Of blocks of captured values: do they overlap with the rows noted in temp.retcon_taken_<run>?
from_ord <= (select max(t.ord) from temp.retcon_taken_{run:int} t)
   and from_ord >= coalesce((select max(q.from_ord) from retcon_capture_{run:int} q
                              where q.from_ord <= (select min(t.ord) from temp.retcon_taken_{run:int} t)), 0)
   and to_ord >= (select min(t.ord) from temp.retcon_taken_{run:int} t)
