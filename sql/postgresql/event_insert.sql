-- An act. Parameters: run_id (or null), actor, kind, from_state, to_state, why, detail.
insert into retcon.event (run_id, actor, kind, from_state, to_state, why, detail)
values ($1::bigint, $2, $3, $4, $5, $6, $7);
