-- After undo_rows: the keys and captured values of the slice are given to retcon_expect(), by the block, and the first and the
-- last key returned. Columns: of each key column the first and the last; then whether undo_range may be tried: the keys are
-- integers in rising order, each row is there once, and no conflict of an earlier rollback could be settled by the way. One row.
with retcon_bounds as materialized (
    select min(w.ord) as low, max(w.ord) as high
      from retcon_undo_chunk u
     cross join retcon_undo_row_{run:int} w
     where u.run_id = {run:int} and u.undo_no = {undo_no:int} and u.no = {no:int}
       and w.idx in (u.first_idx + {position:int} + 1, u.first_idx + {position:int} + {count:int})
), retcon_blocks as (
    select 1 as kind, l.from_ord, l.body
      from retcon_bounds b
     cross join retcon_list_{run:int} l
     where l.from_ord <= b.high and l.from_ord >= coalesce((select max(x.from_ord) from retcon_list_{run:int} x where x.from_ord <= b.low), 0)
     union all
    select 2, c.from_ord, c.body
      from retcon_bounds b
     cross join retcon_capture_{run:int} c
     where c.from_ord <= b.high and c.from_ord >= coalesce((select max(x.from_ord) from retcon_capture_{run:int} x where x.from_ord <= b.low), 0)
     order by 1, 2
)
select {key: retcon_low(), retcon_high() | , },
       y.n = {count:int}
       and not exists (select 1 from retcon_set_aside s
                        where s.run_id = {run:int} and s.outcome in ('conflict', 'unrestored') and s.resolution is null)
  from (select retcon_expect(k.kind, k.from_ord, k.body) as n from retcon_blocks k) y;
