-- The batch, third step: write the captured new values. Nobody else can write since the claim, so the rows are those that
-- were read. Rows affected: how many were changed. They and those that batch_aside sets aside must be all that were
-- captured. (A + keeps the planner from entering the join by that side: it goes from the slice's
-- captures to the keys to the rows.)
update {table:table} as t
   set {set: {.name} = x.a{.i} | , }
  from (select {key: l.k{.i} | , }, {set: c.a{.i} | , }
          from retcon_chunk h, temp.retcon_taken_{run:int} c, retcon_listed({run:int}) l
         where h.run_id = {run:int} and h.chunk_no = {chunk_no:int}
           and c.ord > h.first_ord + {position:int} and c.ord <= h.first_ord + {position:int} + {count:int}
           and c.outcome is null and l.ord = +c.ord) as x
 where {key: t.{.name} = +x.k{.i} and t.{.name} is x.k{.i} collate binary | and };
