-- An approval. Parameters: role, person, stage (or null), key (or null), payload, signature (or null), given, expires.
-- Columns: no. One row.
insert into retcon_approval (run_id, no, role, person, stage, key, payload, signature, given_at, expires_at)
select {run:int}, coalesce(max(no), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
  from retcon_approval where run_id = {run:int}
returning no;
