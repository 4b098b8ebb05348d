-- The batch's time and number of corrections. Rows affected: one, or none if nothing was changed.
insert into retcon_batch_{run:int} (from_ord, n, at)
select p.first_ord + {position:int} + 1, p.n, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  from (select h.first_ord, count(*) as n
          from retcon_chunk h
         cross join retcon_capture_{run:int} c
         where h.run_id = {run:int} and h.chunk_no = {chunk_no:int}
           and c.ord > h.first_ord + {position:int} and c.ord <= h.first_ord + {position:int} + {count:int}
         group by h.first_ord) p;
