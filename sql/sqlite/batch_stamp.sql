-- The batch, fifth step: its row in the run's list of batches, counted from what was captured and what was set aside; the
-- rest of the slice was unchanged. Rows affected: one.
insert into retcon_batch_{run:int} (from_ord, seen, changed, excluded, uncertain, gone, at)
select h.first_ord + {position:int} + 1, {count:int},
       (select coalesce(sum(p.n), 0) from retcon_capture_{run:int} p
         where p.from_ord > h.first_ord + {position:int} and p.from_ord <= h.first_ord + {position:int} + {count:int}),
       count(*) filter (where s.outcome = 'excluded'), count(*) filter (where s.outcome = 'uncertain'),
       count(*) filter (where s.outcome = 'gone'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  from retcon_chunk h
  left join retcon_set_aside s on s.run_id = h.run_id and s.chunk_no = h.chunk_no
                              and s.pos > {position:int} and s.pos <= {position:int} + {count:int}
 where h.run_id = {run:int} and h.chunk_no = {chunk_no:int}
 group by h.first_ord;
