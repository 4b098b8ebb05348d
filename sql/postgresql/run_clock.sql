-- What time it is: for windows, which are hours of the day. Columns: milliseconds since 1970, UTC. One row.
select floor(1000 * extract(epoch from clock_timestamp()))::bigint;
