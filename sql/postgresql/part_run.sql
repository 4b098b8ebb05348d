-- The columns of a run, as src/ledger/run.c reads them.
r.id, r.uuid, r.name, r.plan_path, r.plan_text, r.plan_digest, r.meaning, r.why, r.owner, r.tell,
r.table_schema, r.table_name, r.table_id, r.definition, r.database_id, r.list_digest, r.dry_run, r.dry_run_digest,
r.state, r.wanted, r.wanted_why, r.universe, r.candidates, r.failed_limit,
to_char(r.scoped_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
to_char(r.valid_until at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
to_char(r.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
to_char(r.finished_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
r.scoped_by, coalesce(r.valid_until < now(), false), r.project, r.incident, r.scoped_login, r.scoped_user,
r.held_us, r.stop_ms, r.estimate_ms
