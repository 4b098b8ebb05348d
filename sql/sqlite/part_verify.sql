-- What verify computes anew: the dry run over all rows but those that are known to fail. Part of a statement: retcon_slice, retcon_judged, retcon_undone.
with retcon_slice as (
    select retcon_i.* from (
{include part_slice_all}
       and l.ord <= h.first_ord + h.position
    ) as retcon_i
     -- rows that are known to fail are gone before anything is computed
     where not exists (select 1 from retcon_set_aside f
                        where f.run_id = {run:int} and f.chunk_no = retcon_i.retcon_chunk and f.pos = retcon_i.retcon_pos
                          and f.outcome = 'failed')
), retcon_judged as (
{include part_seen}
), retcon_undone as (
    select w.ord
      from retcon_undo_chunk u
      join retcon_undo_row_{run:int} w on w.idx > u.first_idx and w.idx <= u.first_idx + u.position
     where u.run_id = {run:int}
)
