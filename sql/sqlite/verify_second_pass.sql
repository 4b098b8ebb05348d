-- The same dry run again, over the rows whose outcome is changed or unchanged: how many would change now? And how many of
-- the changed rows no longer hold what the run wrote (and were not restored)? Columns: to change, edited since. One row.
{include part_verify}
select count(*) filter (where s.outcome = 'changed' and a.pos is null),
       count(*) filter (where o.ord is not null and s.outcome <> 'gone'
                          and not ({set: s.b{.i} is o.a{.i} collate binary | and }
                                   {typed+: and typeof(s.b{.at}) = typeof(o.a{.at}) }))
  from retcon_judged s
  left join retcon_captured({run:int}) o on o.ord = s.ord
  left join retcon_set_aside a on a.run_id = {run:int} and a.chunk_no = s.chunk_no and a.pos = s.pos
 where s.ord not in (select ord from retcon_undone);
