-- The columns of a run, as src/ledger/run.c reads them.
r.id, r.uuid, r.name, r.plan_path, r.plan_text, r.plan_digest, r.meaning, r.why, r.owner, r.tell,
r.table_schema, r.table_name, r.table_id, r.definition, r.database_id, r.list_digest, r.dry_run, r.dry_run_digest,
r.state, r.wanted, r.wanted_why, r.universe, r.candidates, r.failed_limit,
substr(r.scoped_at, 1, 19) || 'Z', substr(r.valid_until, 1, 19) || 'Z',
substr(r.started_at, 1, 19) || 'Z', substr(r.finished_at, 1, 19) || 'Z',
r.scoped_by, coalesce(r.valid_until < strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 0), r.project, r.incident, r.scoped_login, r.scoped_user,
r.held_us, r.stop_ms, r.estimate_ms
