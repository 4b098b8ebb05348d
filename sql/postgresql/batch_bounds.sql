-- The first and the last key of the slice, in the list's order. Columns: first and last value of each key column, as text.
-- One row.
select {key: l.k{.i}[{position:int} + 1]::text, l.k{.i}[{position:int} + {count:int}]::text | , }
  from retcon.list_{run:int} l
 where l.chunk_no = {chunk_no:int};
