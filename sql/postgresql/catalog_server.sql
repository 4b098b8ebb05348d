-- The server and our rights.
-- Columns: read only, why, can create a schema (or the ledger's table can be written), can make temporary tables,
-- role, version, version number, database. One row.
select pg_catalog.pg_is_in_recovery() or pg_catalog.current_setting('default_transaction_read_only') = 'on',
       case when pg_catalog.pg_is_in_recovery() then 'the server is a standby'
            when pg_catalog.current_setting('default_transaction_read_only') = 'on'
            then 'default_transaction_read_only is on' end,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'create')
       or coalesce(pg_catalog.has_schema_privilege(pg_catalog.to_regnamespace('retcon'), 'create'), false),
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'temporary'),
       current_user,
       pg_catalog.current_setting('server_version'),
       pg_catalog.current_setting('server_version_num'),
       pg_catalog.current_database()
