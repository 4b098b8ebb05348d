-- What time it is: for windows, which are hours of the day. Columns: milliseconds since 1970, UTC. One row.
select cast((julianday('now') - 2440587.5) * 86400000 as integer);
