-- Settings of the server that matter to a run. Columns: level (ok, note, warning), text, hint. One row a setting.
select level, text, hint
  from (values
        (1, case when current_setting('fsync') = 'on' then 'ok' else 'warning' end,
            'fsync is ' || current_setting('fsync'),
            case when current_setting('fsync') = 'off' then 'a crash of the machine can damage the database' end),
        (2, case when current_setting('full_page_writes') = 'on' then 'ok' else 'warning' end,
            'full_page_writes is ' || current_setting('full_page_writes'),
            case when current_setting('full_page_writes') = 'off'
                 then 'a crash of the machine can damage the database' end),
        (3, case when current_setting('autovacuum') = 'on' then 'ok' else 'warning' end,
            'autovacuum is ' || current_setting('autovacuum'),
            case when current_setting('autovacuum') = 'off'
                 then 'each changed row leaves a dead one behind: vacuum the table during and after a large run' end),
        (4, case when current_setting('synchronous_commit') = 'off' then 'note' else 'ok' end,
            'synchronous_commit is ' || current_setting('synchronous_commit'),
            case when current_setting('synchronous_commit') = 'off'
                 then 'the last moments before a crash may be lost, data and ledger together: the run goes on from there' end),
        (5, 'ok', 'max_wal_size is ' || current_setting('max_wal_size'), null),
        (6, case when exists (select from pg_catalog.pg_replication_slots where not active) then 'warning' else 'ok' end,
            (select count(*) from pg_catalog.pg_replication_slots where not active) || ' replication slots without a reader',
            case when exists (select from pg_catalog.pg_replication_slots where not active)
                 then 'they keep every byte of WAL that a run writes: drop those that nobody needs' end),
        (7, case when current_setting('max_prepared_transactions')::int > 0
                  and exists (select from pg_catalog.pg_prepared_xacts) then 'warning' else 'ok' end,
            (select count(*) from pg_catalog.pg_prepared_xacts) || ' prepared transactions',
            case when exists (select from pg_catalog.pg_prepared_xacts)
                 then 'their locks may block a batch, and they keep vacuum from cleaning up' end)
       ) as setting (no, level, text, hint)
 order by no;
