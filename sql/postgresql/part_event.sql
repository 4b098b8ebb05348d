-- An event: the fields of its digest in their order, the digest, and the name of its run. Included by others.
-- Columns: seq, run_id, run_uuid, at, actor, kind, from_state, to_state, why, detail, prev, digest, name.
select e.seq, e.run_id, e.run_uuid, to_char(e.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       e.actor, e.kind, e.from_state, e.to_state, e.why, e.detail, e.prev, e.digest, r.name
  from retcon.event e
  left join retcon.run r on r.id = e.run_id
