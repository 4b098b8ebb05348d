-- A slice of a rollback, for undo_range: its rows are given to retcon_want(). Columns: how many. One row.
select retcon_want(x.ord)
  from (select w.ord
          from retcon_undo_chunk u
         cross join retcon_undo_row_{run:int} w
         where u.run_id = {run:int} and u.undo_no = {undo_no:int} and u.no = {no:int}
           and w.idx > u.first_idx + {position:int} and w.idx <= u.first_idx + {position:int} + {count:int}
         order by w.idx) x;
