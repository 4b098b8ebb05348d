-- When an approval is given, and when it expires. Parameter: milliseconds that it counts. Columns: now, then. One row.
select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char((clock_timestamp() + $1::bigint * interval '1 millisecond') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
