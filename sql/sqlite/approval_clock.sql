-- When an approval is given, and when it expires. Parameter: milliseconds that it counts. Columns: now, then. One row.
select strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
       strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+' || (?1 / 1000.0) || ' seconds');
