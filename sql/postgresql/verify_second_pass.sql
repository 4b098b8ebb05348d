-- The same dry run again, over the rows whose outcome is changed or unchanged: how many would change now? And how many of
-- the changed rows no longer hold what the run wrote (and were not restored)? Columns: to change, edited since. One row.
with slice as (
{include part_slice_all}
       and not exists (select from retcon.set_aside f
                        where f.run_id = {run:int} and f.chunk_no = l.chunk_no and f.pos = u.pos and f.outcome = 'failed')
    offset 0    -- rows that are known to fail are gone before anything is computed
), seen as (
{include part_seen}
), ours as (
    select c.chunk_no, x.pos, {set: x.a{.i} as a{.i} | , }
      from retcon.capture_{run:int} c
     cross join lateral unnest(c.pos, {set: c.a{.i} | , }) as x (pos, {set: a{.i} | , })
), undone as (
    select u.chunk_no, p.pos
      from retcon.undo_chunk u
      join retcon.capture_{run:int} c on c.chunk_no = u.chunk_no and c.from_pos = u.from_pos
     cross join lateral unnest(u.mask[:u.position], c.pos[:u.position]) as p (wanted, pos)
     where u.run_id = {run:int} and p.wanted
     group by 1, 2
)
select count(*) filter (where s.outcome = 'changed' and a.pos is null and d.pos is null),
       count(*) filter (where o.pos is not null and d.pos is null and s.outcome <> 'gone'
                          and not pg_catalog.record_image_eq(row({set: s.b{.i} | , }), row({set: o.a{.i} | , })))
  from seen s
  left join ours o on o.chunk_no = s.chunk_no and o.pos = s.pos
  left join undone d on d.chunk_no = s.chunk_no and d.pos = s.pos
  left join retcon.set_aside a on a.run_id = {run:int} and a.chunk_no = s.chunk_no and a.pos = s.pos
  join retcon.chunk h on h.run_id = {run:int} and h.chunk_no = s.chunk_no and s.pos <= h.position;
