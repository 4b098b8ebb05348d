-- Take a person's approvals back. Parameters: person, role (or null for all), by whom. Columns: no. A row for each.
update retcon.approval set revoked_at = clock_timestamp(), revoked_by = $3
 where run_id = {run:int} and person = $1 and ($2::text is null or role = $2) and revoked_at is null
returning no;
