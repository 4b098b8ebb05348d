-- The correction of one candidate, beside what the row holds now. Columns: at, exists, same as ours, then before, after
-- and now of each column. At most one row.
select substr(coalesce((select s.resolved_at from retcon_set_aside s
                         where s.run_id = {run:int} and s.chunk_no = {chunk_no:int} and s.pos = {pos:int}
                           and s.resolution in ('apply', 'retry')),
                       (select b.at from retcon_batch_{run:int} b
                         where b.from_ord <= c.ord order by b.from_ord desc limit 1)), 1, 19) || 'Z',
       {key: t.{.name} is not null | and },
       {key: t.{.name} is not null | and }
       and {set: t.{.name} is c.a{.i} collate binary | and } {typed+: and typeof(t.{.name}) = typeof(c.a{.at}) },
       {set: case when typeof(c.b{.i}) in ('text', 'blob') then substr(c.b{.i}, 1, 2000) else c.b{.i} end,
             case when typeof(c.a{.i}) in ('text', 'blob') then substr(c.a{.i}, 1, 2000) else c.a{.i} end,
             case when typeof(t.{.name}) in ('text', 'blob') then substr(t.{.name}, 1, 2000) else t.{.name} end | , }
  from retcon_chunk h
  join retcon_captured({run:int}) c on c.ord = h.first_ord + {pos:int}
  join retcon_listed({run:int}) l on l.ord = c.ord
  left join {table:table} as t on {key: t.{.name} = l.k{.i} and t.{.name} is l.k{.i} collate binary | and }
 where h.run_id = {run:int} and h.chunk_no = {chunk_no:int};
