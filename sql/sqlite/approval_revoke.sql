-- Take a person's approvals back. Parameters: person, role (or null for all), by whom. Columns: no. A row for each.
update retcon_approval set revoked_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), revoked_by = ?3
 where run_id = {run:int} and person = ?1 and (?2 is null or role = ?2) and revoked_at is null
returning no;
