-- The database's time and, where it has one, the end of its log in bytes. Columns: time, bytes (null on a standby).
select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       case when pg_is_in_recovery() then null else pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') end;
