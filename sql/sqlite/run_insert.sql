-- A new run, in state scoped. Parameters: uuid, name, plan_path, plan_text, plan_digest, meaning, why, owner, tell,
-- table_schema, table_name, table_id, definition, database_id, scoped_by, valid_for_ms (or null),
-- project (or null), scoped_login.
-- Columns: id, scoped_user. One row.
insert into retcon_run (uuid, name, plan_path, plan_text, plan_digest, meaning, why, owner, tell,
                        table_schema, table_name, table_id, definition, database_id, scoped_by, valid_until, project,
                        scoped_login)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
        strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+' || (?16 / 1000.0) || ' seconds'), ?17, ?18)
returning id, scoped_user;
