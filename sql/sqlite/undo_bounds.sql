-- A slice of a rollback, for undo_range: its keys and captured values are given to retcon_expect(), and the first and the
-- last key returned. Columns: of each key column the first and the last; then whether undo_range may be tried: the keys are
-- integers in rising order, each row is there once, and no conflict of an earlier rollback could be settled by the way. One row.
select {key: retcon_low(), retcon_high() | , },
       y.is_range and y.n = {count:int}
       and not exists (select 1 from retcon_set_aside s
                        where s.run_id = {run:int} and s.outcome in ('conflict', 'unrestored') and s.resolution is null)
  from (select retcon_expect(x.k1, {set: x.b{.i}, x.a{.i} | , }) as is_range, count(*) as n
          from (select l.k1, {set: c.b{.i}, c.a{.i} | , }
                  from retcon_undo_chunk u
                 cross join retcon_undo_row_{run:int} w
                 cross join retcon_captured({run:int}) c
                 cross join retcon_list_{run:int} l
                 where u.run_id = {run:int} and u.undo_no = {undo_no:int} and u.no = {no:int}
                   and w.idx > u.first_idx + {position:int} and w.idx <= u.first_idx + {position:int} + {count:int}
                   and c.ord = w.ord and l.ord = w.ord
                 order by w.idx) x) y;
