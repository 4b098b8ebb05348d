-- An act. Parameters: seq, run_id (or null), run_uuid, at, actor, kind, from_state, to_state, why, detail, prev,
-- digest.
insert into retcon.event (seq, run_id, run_uuid, at, actor, kind, from_state, to_state, why, detail, prev, digest)
values ($1::bigint, $2::bigint, $3, $4::timestamptz, $5, $6, $7, $8, $9, $10, $11, $12);
