-- A debt is made up for. Parameters: number (or null), what (or null), by whom, how. Columns: no. A row for each.
update retcon_debt set paid_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), paid_by = ?3, how = ?4
 where run_id = {run:int} and paid_at is null
   and (no = ?1 or what = ?2)
returning no;
