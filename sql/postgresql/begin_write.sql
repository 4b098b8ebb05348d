-- The only way to write. Times are milliseconds, 0 for none, and hold for this transaction alone.
-- idle_ms: how long the server waits for our next statement before it ends the session.
begin transaction isolation level read committed read write not deferrable;
select
    {include part_settings},
    pg_catalog.set_config('lock_timeout', '{lock_timeout_ms:int}', true),
    pg_catalog.set_config('statement_timeout', '{statement_timeout_ms:int}', true),
    pg_catalog.set_config('idle_in_transaction_session_timeout', '{idle_ms:int}', true)
    {setting+: , pg_catalog.set_config({.setting:text}, {.value:text}, true) }
