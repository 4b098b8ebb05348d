-- Rows set aside for a person. Parameter 1: 'open' for those without a resolution, or 'all'. Columns: chunk_no, pos,
-- outcome, reason, at, resolution, resolved_by, resolved_at, note, key columns, then before, ours (null unless it was
-- changed) and now of each column that is set.
select a.chunk_no, a.pos, a.outcome, coalesce(e.name, a.message),
       substr(a.at, 1, 19) || 'Z', a.resolution, a.resolved_by, substr(a.resolved_at, 1, 19) || 'Z', a.note,
       {key: l.k{.i} | , },
       {set: case when typeof(c.b{.i}) in ('text', 'blob') then substr(c.b{.i}, 1, 1000) else c.b{.i} end,
             case when typeof(c.a{.i}) in ('text', 'blob') then substr(c.a{.i}, 1, 1000) else c.a{.i} end,
             case when typeof(t.{.name}) in ('text', 'blob') then substr(t.{.name}, 1, 1000) else t.{.name} end | , }
  from (select * from retcon_set_aside a
         where a.run_id = {run:int} and a.outcome in ('uncertain', 'failed', 'conflict', 'vanished', 'unrestored')
           and (?1 = 'all' or a.resolution is null)
         order by a.chunk_no, a.pos limit {limit:int}) a
  join retcon_chunk h on h.run_id = {run:int} and h.chunk_no = a.chunk_no
  join retcon_listed({run:int}) l on l.ord = h.first_ord + a.pos
  left join retcon_label e on e.run_id = {run:int} and e.kind = 'uncertain' and e.no = a.reason and a.outcome = 'uncertain'
  left join {table:table} as t on {key: t.{.name} = l.k{.i} and t.{.name} is l.k{.i} collate binary | and }
  left join retcon_captured({run:int}) c on c.ord = l.ord
 order by a.chunk_no, a.pos;
