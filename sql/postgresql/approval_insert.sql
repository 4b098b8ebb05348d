-- An approval. Parameters: role, person, stage (or null), key (or null), payload, signature (or null), given, expires.
-- Columns: no. One row.
insert into retcon.approval (run_id, no, role, person, stage, key, payload, signature, given_at, expires_at)
select {run:int}, coalesce(max(no), 0) + 1, $1, $2, $3, $4, $5, $6, $7::timestamptz, $8::timestamptz
  from retcon.approval where run_id = {run:int}
returning no;
