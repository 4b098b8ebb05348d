-- Restore a slice of which every row still holds what the run wrote, as most do: the same as undo_batch.sql in one pass. The
-- condition is asked of the version that is overwritten. If even one row is not restored, nothing moves, and the runner rolls
-- back and takes undo_batch.sql.
-- Columns: as undo_batch.sql. One row; "restored" tells whether the rows were all.
with slice as (
{include part_undo_slice}
), restored as (
    update only {table:table} as t
       set {set: {.name} = s.b{.i} | , }
      from slice s
     where s.wanted and {key: t.{.name} = s.k{.i} | and }
       {exact+: and t.{.name}::{.type} is not distinct from s.a{.at} }
       {imaged+: and pg_catalog.record_image_eq(row(t.{.name}::{.type}), row(s.a{.at})) }
    returning s.chunk_no, s.pos
), settled as (
    update retcon.set_aside a
       set resolution = 'restored', resolved_by = 'rollback', resolved_at = now()
      from restored s
     where a.run_id = {run:int} and a.chunk_no = s.chunk_no and a.pos = s.pos
       and a.outcome in ('conflict', 'unrestored') and a.resolution is null
), counted as (
    select count(*) as restored from restored
), moved as (
    update retcon.undo_chunk c
       set position = c.position + k.restored, restored = c.restored + k.restored
      from counted k
     where c.run_id = {run:int} and c.undo_no = {undo_no:int} and c.no = {no:int} and c.position = {position:int}
       and k.restored = {count:int}
    returning c.no
)
select {count:int}, k.restored, 0, 0, 0, 0, (select count(*) from moved)
  from counted k;
