-- The database's time; SQLite's log has no end to measure. Columns: time, bytes (null).
select strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), null;
