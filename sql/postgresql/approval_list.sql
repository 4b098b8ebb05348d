-- The approvals of a run, in order. Columns: no, role, person, stage, key, payload, signature, given, expires, revoked,
-- revoked_by, expired, now.
select a.no, a.role, a.person, a.stage, a.key, a.payload, a.signature,
       to_char(a.given_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char(a.expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char(a.revoked_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       a.revoked_by, a.expires_at <= clock_timestamp(),
       to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from retcon.approval a
 where a.run_id = {run:int}
 order by a.no;
