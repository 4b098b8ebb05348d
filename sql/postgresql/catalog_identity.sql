-- Which database this is: equal on reconnection, different on a copy, which has its own address or port.
-- Columns: identity. One row.
select pg_catalog.format('postgresql system %s database %s %s at %s port %s',
                         (select s.system_identifier from pg_catalog.pg_control_system() s),
                         d.oid,
                         pg_catalog.quote_ident(d.datname),
                         coalesce(pg_catalog.host(pg_catalog.inet_server_addr()), 'local'),
                         pg_catalog.current_setting('port'))
  from pg_catalog.pg_database d
 where d.datname = pg_catalog.current_database()
