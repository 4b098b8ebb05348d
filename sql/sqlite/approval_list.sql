-- The approvals of a run, in order. Columns: no, role, person, stage, key, payload, signature, given, expires, revoked,
-- revoked_by, expired, now.
select a.no, a.role, a.person, a.stage, a.key, a.payload, a.signature,
       substr(a.given_at, 1, 19) || 'Z',
       substr(a.expires_at, 1, 19) || 'Z',
       substr(a.revoked_at, 1, 19) || 'Z',
       a.revoked_by, a.expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
       strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
  from retcon_approval a
 where a.run_id = {run:int}
 order by a.no;
