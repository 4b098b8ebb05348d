-- The slice, for batch_range: its keys are taken from the list's block, and the first and the last of them returned. Columns:
-- of each key column the first and the last; then whether they are single integers in rising order, without which there is no
-- range. One row.
select {key: retcon_low(), retcon_high() | , }, y.is_range
  from (select max(retcon_expect_rows(l.body, {position:int}, {count:int})) as is_range
          from retcon_chunk h
         cross join retcon_list_{run:int} l
         where h.run_id = {run:int} and h.chunk_no = {chunk_no:int} and l.from_ord = h.first_ord + 1) y;
