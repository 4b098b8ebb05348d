-- An act. Parameters: seq, run_id (or null), run_uuid, at, actor, kind, from_state, to_state, why, detail, prev,
-- digest.
insert into retcon_event (seq, run_id, run_uuid, at, actor, kind, from_state, to_state, why, detail, prev, digest)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12);
