-- Restore a slice, in one statement: put the prior values back where the row still holds what the run wrote and is still
-- the version read; list the rest as conflicts; count; move the rollback's checkpoint. "raced": changed by somebody else
-- between reading and writing; then nothing moves, and the runner tries again with the rows locked first.
-- Columns: seen, restored, already, conflict, vanished, raced, moved. One row.
with slice as materialized (
{include part_undo_slice}
), seen as materialized (
    select s.*, t.ctid as tid, t.xmin as version,
           case when not s.wanted then 'skipped'
                when t.ctid is null then 'vanished'
                when pg_catalog.record_image_eq(row({set: t.{.name}::{.type} | , }), row({set: s.a{.i} | , }))
                    then 'restorable'
                when pg_catalog.record_image_eq(row({set: t.{.name}::{.type} | , }), row({set: s.b{.i} | , }))
                    then 'already'
                else 'conflict'
           end as state
      from slice s
      left join only {table:table} as t on s.wanted and {key: t.{.name} = s.k{.i} | and }
), restored as (
    update only {table:table} as t
       set {set: {.name} = s.b{.i} | , }
      from seen s
     where t.ctid = s.tid and t.xmin = s.version and s.state = 'restorable'
    returning s.pos
), aside as (
    insert into retcon.set_aside (run_id, chunk_no, pos, outcome)
    select {run:int}, s.chunk_no, s.pos, s.state from seen s where s.state in ('conflict', 'vanished')
    on conflict (run_id, chunk_no, pos) do update
       set outcome = excluded.outcome, at = now(), resolution = null, resolved_by = null, resolved_at = null
), settled as (
    update retcon.set_aside a
       set resolution = 'restored', resolved_by = 'rollback', resolved_at = now()
      from seen s
     where a.run_id = {run:int} and a.chunk_no = s.chunk_no and a.pos = s.pos and s.state in ('restorable', 'already')
       and a.outcome in ('conflict', 'unrestored') and a.resolution is null
), counted as (
    select count(*) as seen,
           count(*) filter (where state = 'restorable') as planned,
           (select count(*) from restored) as restored,
           count(*) filter (where state = 'already') as already,
           count(*) filter (where state = 'conflict') as conflict,
           count(*) filter (where state = 'vanished') as vanished,
           count(*) filter (where state = 'skipped') as skipped
      from seen
), moved as (
    update retcon.undo_chunk c
       set position = c.position + k.seen, restored = c.restored + k.restored, already = c.already + k.already,
           conflict = c.conflict + k.conflict, vanished = c.vanished + k.vanished, skipped = c.skipped + k.skipped
      from counted k
     where c.run_id = {run:int} and c.undo_no = {undo_no:int} and c.no = {no:int} and c.position = {position:int}
       and k.seen = {count:int} and k.planned = k.restored
    returning c.no
)
select k.seen, k.restored, k.already, k.conflict, k.vanished, k.planned - k.restored, (select count(*) from moved)
  from counted k;
