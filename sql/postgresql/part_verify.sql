-- What verify computes anew: the dry run over all rows but those that are known to fail. Part of a statement: slice, seen.
with slice as (
{include part_slice_all}
       and ((l.chunk_no, u.pos::int) in (select f.chunk_no, f.pos from retcon.set_aside f
                                          where f.run_id = {run:int} and f.outcome = 'failed')) is not true
    offset 0    -- rows that are known to fail are gone before anything is computed
), seen as (
{include part_seen}
)
