-- A debt is made up for. Parameters: number (or null), what (or null), by whom, how. Columns: no. A row for each.
update retcon.debt set paid_at = clock_timestamp(), paid_by = $3, how = $4
 where run_id = {run:int} and paid_at is null
   and (no = $1::int or what = $2)
returning no;
