-- The first run that is not as the audit log tells: its state, its plan, its list, its dry run.
-- Columns: run_id, name, what differs, as recorded, as found. At most one row.
with told as (
    select i.run_id,
           (select max(e.run_uuid) from retcon_event e where e.run_id = i.run_id) as uuid,
           (select e.to_state from retcon_event e where e.run_id = i.run_id and e.to_state is not null
             order by e.seq desc limit 1) as state,
           (select e.detail from retcon_event e where e.run_id = i.run_id and e.kind = 'scope') as scope,
           (select json_extract(e.detail, '$.dry_run_digest') from retcon_event e
             where e.run_id = i.run_id and e.detail like '_"dry_run_digest":%'
             order by e.seq desc limit 1) as dry_run_digest
      from (select run_id from retcon_event where run_id is not null union select id from retcon_run) as i
), sides as (
    select t.run_id, r.name, t.uuid, r.uuid as uuid_found, coalesce(t.state, 'scoped') as state, r.state as state_found,
           json_extract(t.scope, '$.plan_digest') as plan_digest, r.plan_digest as plan_digest_found,
           json_extract(t.scope, '$.plan_text_digest') as plan, retcon_sha256(r.plan_text) as plan_found,
           json_extract(t.scope, '$.list_digest') as list_digest, r.list_digest as list_digest_found,
           t.dry_run_digest, r.dry_run_digest as dry_run_digest_found, retcon_sha256(r.dry_run) as dry_run_found
      from told t left join retcon_run r on r.id = t.run_id
), pairs (run_id, name, no, what, recorded, found) as (
    select run_id, name, 1, 'uuid', uuid, uuid_found from sides
    union all select run_id, name, 2, 'state', state, state_found from sides
    union all select run_id, name, 3, 'plan digest', plan_digest, plan_digest_found from sides
    union all select run_id, name, 4, 'plan', plan, plan_found from sides
    -- A pruned run has no list.
    union all select run_id, name, 5, 'list digest', list_digest, coalesce(list_digest_found, list_digest) from sides
    union all select run_id, name, 6, 'dry run digest', dry_run_digest, dry_run_digest_found from sides
    union all select run_id, name, 7, 'dry run', dry_run_digest, dry_run_found from sides
)
select run_id, name, what, recorded, found from pairs where recorded is not found order by run_id, no limit 1;
