-- Triggers may write to the row after the batch's own statement: read again what was really stored, so that "still ours" is
-- decided on the truth. No rows.
update temp.retcon_taken_{run:int} as c
   set {set: a{.i} = x.a{.i} | , }
  from (select c.ord, {set: t.{.name} as a{.i} | , }
          from retcon_chunk h
         cross join temp.retcon_taken_{run:int} c
         cross join retcon_listed({run:int}) l
          left join {table:table} as t on {key: t.{.name} = l.k{.i} | and }
         where h.run_id = {run:int} and h.chunk_no = {chunk_no:int}
           and c.ord > h.first_ord + {position:int} and c.ord <= h.first_ord + {position:int} + {count:int}
           and c.outcome is null and l.ord = c.ord) as x
 where c.ord = x.ord;
