-- An act. Parameters: run_id (or null), actor, kind, from_state, to_state, why, detail.
insert into retcon_event (run_id, actor, kind, from_state, to_state, why, detail)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7);
