-- A conflict, decided by a person: the prior values, whatever is there now. Columns: restored. One row; none if the row is
-- gone.
update {table:table} as t
   set {set: {.name} = x.b{.i} | , }
  from (select {key: l.k{.i} | , }, {set: c.b{.i} | , }
          from retcon_chunk h, retcon_captured({run:int}) c, retcon_listed({run:int}) l
         where h.run_id = {run:int} and h.chunk_no = {chunk_no:int}
           and c.ord = h.first_ord + {pos:int} and l.ord = +c.ord) as x
 where {key: t.{.name} = +x.k{.i} and t.{.name} is x.k{.i} collate binary | and }
returning 1;
