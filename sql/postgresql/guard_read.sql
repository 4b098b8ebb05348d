-- What the built-in guards look at. A value that nothing has (no standby, say) or that this role may not see is null.
-- Columns: the values in the order of def/guards.def (archive_queue by guard_archive; wal_rate: the WAL inserted until now, as
-- bytes; disk_free: where the data are, on the server's machine; wal_size and other_writers never); then
-- the WAL written and the WAL that the slowest standby has replayed, as bytes; whether the role sees other roles' sessions and
-- standbys; whether it may count the archive's queue; the process that answers, the database, and how many sessions of others
-- were at work within the last second. One row.
select (select pg_catalog.extract('epoch', pg_catalog.max(r.replay_lag)) * 1000
          from pg_catalog.pg_stat_replication r),
       (select pg_catalog.max(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), r.replay_lsn))
          from pg_catalog.pg_stat_replication r),
       null,
       (select pg_catalog.count(distinct w.pid)
          from pg_catalog.pg_locks w
         where not w.granted
           and exists (select from pg_catalog.unnest(pg_catalog.pg_blocking_pids(w.pid)) as b (pid)
                         join pg_catalog.pg_locks l on l.pid = b.pid and l.granted
                        where l.relation = pg_catalog.to_regclass('retcon.chunk'))
           and not exists (select from pg_catalog.pg_locks o
                            where o.pid = w.pid and o.granted and o.relation = pg_catalog.to_regclass('retcon.chunk'))),
       (select pg_catalog.count(*)
          from pg_catalog.pg_stat_activity a
         where a.state = 'active' and a.pid <> pg_catalog.pg_backend_pid() and a.backend_type = 'client backend'
           and a.application_name <> 'retcon'
           and not exists (select from pg_catalog.pg_locks o
                            where o.pid = a.pid and o.granted and o.relation = pg_catalog.to_regclass('retcon.chunk'))),
       (select pg_catalog.extract('epoch', pg_catalog.max(pg_catalog.clock_timestamp() - a.xact_start)) * 1000
          from pg_catalog.pg_stat_activity a
         where a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid()),
       (select pg_catalog.max(pg_catalog.age(d.datfrozenxid)) from pg_catalog.pg_database d),
       pg_catalog.pg_stat_get_dead_tuples({table_id:int}::oid),
       (select pg_catalog.count(*)
          from pg_catalog.pg_locks v
         where v.relation = {table_id:int}::oid and v.mode = 'ShareUpdateExclusiveLock' and v.granted),
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0'),
       case when pg_catalog.pg_has_role('pg_read_all_settings', 'usage') then pg_catalog.current_setting('data_directory') end,
       null, null,
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0'),
       (select pg_catalog.min(pg_catalog.pg_wal_lsn_diff(r.replay_lsn, '0/0')) from pg_catalog.pg_stat_replication r),
       pg_catalog.pg_has_role('pg_read_all_stats', 'usage'),
       pg_catalog.has_function_privilege('pg_catalog.pg_ls_archive_statusdir()', 'execute'),
       pg_catalog.pg_backend_pid(), pg_catalog.current_database(), (
{include part_company}
       )
