-- The head of the audit log, locked until the end of the transaction: it must be the last lock that is waited for.
-- Parameter 1: run_id of the event to come, or null. Columns: seq, digest, now, the run's uuid. One row.
select c.seq, c.digest, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       (select uuid from retcon.run where id = $1::bigint)
  from retcon.chain c for update of c;
