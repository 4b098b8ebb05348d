-- The first run that is not as the audit log tells: its state, its plan, its list, its dry run.
-- Columns: run_id, name, what differs, as recorded, as found. At most one row.
with told as (
    select e.run_id, max(e.run_uuid) as uuid,
           (array_agg(e.to_state order by e.seq desc) filter (where e.to_state is not null))[1] as state,
           max(e.detail::jsonb ->> 'plan_digest') filter (where e.kind = 'scope') as plan_digest,
           max(e.detail::jsonb ->> 'plan_text_digest') filter (where e.kind = 'scope') as plan_text_digest,
           max(e.detail::jsonb ->> 'list_digest') filter (where e.kind = 'scope') as list_digest,
           (array_agg(e.detail::jsonb ->> 'dry_run_digest' order by e.seq desc)
                filter (where e.detail like '_"dry_run_digest":%'))[1] as dry_run_digest
      from retcon.event e
     where e.run_id is not null group by e.run_id
)
select coalesce(r.id, t.run_id), r.name, x.what, x.recorded, x.found
  from told t
  full join retcon.run r on r.id = t.run_id
 cross join lateral (values
    (1, 'uuid', t.uuid, r.uuid),
    (2, 'state', case when t.uuid is not null then coalesce(t.state, 'scoped') end, r.state),
    (3, 'plan digest', t.plan_digest, r.plan_digest),
    (4, 'plan', t.plan_text_digest, encode(sha256(convert_to(r.plan_text, 'UTF8')), 'hex')),
    (5, 'list digest', t.list_digest, coalesce(r.list_digest, t.list_digest)), -- a pruned run has none
    (6, 'dry run digest', t.dry_run_digest, r.dry_run_digest),
    (7, 'dry run', t.dry_run_digest, encode(sha256(convert_to(r.dry_run, 'UTF8')), 'hex'))
  ) as x (no, what, recorded, found)
 where x.recorded is distinct from x.found
 order by 1, x.no limit 1;
