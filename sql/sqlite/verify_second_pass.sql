-- The same dry run again, over the rows whose outcome is changed or unchanged: how many would change now? And how many of
-- the changed rows no longer hold what the run wrote (and were not restored)? Columns: to change, edited since. One row.
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
select count(*) filter (where s.outcome = 'changed' and a.pos is null),
       count(*) filter (where o.ord is not null and s.outcome <> 'gone'
                          and not ({set: s.b{.i} is o.a{.i} collate binary | and }
                                   {typed+: and typeof(s.b{.at}) = typeof(o.a{.at}) }))
  from retcon_judged s
  left join retcon_capture_{run:int} o on o.ord = s.ord and o.outcome is null
  left join retcon_set_aside a on a.run_id = {run:int} and a.chunk_no = s.chunk_no and a.pos = s.pos
 where s.ord not in (select ord from retcon_undone);
