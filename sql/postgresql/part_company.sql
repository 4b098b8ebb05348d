-- How many sessions of others execute a statement, or did so within the last second: an application of short transactions is
-- idle at most of the moments at which one looks.
select pg_catalog.count(*)
          from pg_catalog.pg_stat_activity a
         where (a.state = 'active' or a.state_change > pg_catalog.clock_timestamp() - interval '1 second')
           and a.pid <> pg_catalog.pg_backend_pid() and a.backend_type = 'client backend' and a.application_name <> 'retcon'
           and not exists (select from pg_catalog.pg_locks o
                            where o.pid = a.pid and o.granted and o.relation = pg_catalog.to_regclass('retcon.chunk'))
