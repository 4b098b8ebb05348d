-- The slice, for batch_range: its keys are given to retcon_expect(), and the first and the last of them returned. Columns:
-- of each key column the first and the last; then whether they are integers in rising order, without which there is no
-- range. One row.
select {key: retcon_low(), retcon_high() | , }, y.is_range
  from (select retcon_expect(x.k1, x.class_no) as is_range
          from (select l.k1, coalesce(l.class_no, 1) as class_no
                  from retcon_chunk h
                 cross join retcon_list_{run:int} l
                 where h.run_id = {run:int} and h.chunk_no = {chunk_no:int}
                   and l.ord > h.first_ord + {position:int} and l.ord <= h.first_ord + {position:int} + {count:int}
                 order by l.ord) x) y;
