-- The key of one candidate. Columns: a text a key column. One row.
select {key: k{.i}[{pos:int}]::text | , } from retcon.list_{run:int} where chunk_no = {chunk_no:int};
