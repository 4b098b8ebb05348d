-- A snapshot that cannot write.
-- idle_ms: how long the server waits for our next statement before it ends the session.
begin transaction isolation level repeatable read read only not deferrable;
select
    {include part_settings},
    pg_catalog.set_config('idle_in_transaction_session_timeout', '{idle_ms:int}', true)
