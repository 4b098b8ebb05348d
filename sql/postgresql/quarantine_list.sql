-- Rows set aside for a person. Parameter 1: 'open' for those without a resolution, or 'all'. Columns: chunk_no, pos,
-- outcome, reason, at, resolution, resolved_by, resolved_at, note, key columns, then before, ours (null unless it was
-- changed) and now of each column that is set.
select a.chunk_no, a.pos, a.outcome, coalesce(e.name, a.message),
       to_char(a.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), a.resolution, a.resolved_by,
       to_char(a.resolved_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), a.note,
       {key: l.k{.i}[a.pos]::text | , },
       {set: left(x.b{.i}::text, 1000), left(x.a{.i}::text, 1000), left(t.{.name}::text, 1000) | , }
  from (select * from retcon.set_aside a
         where a.run_id = {run:int} and a.outcome in ('uncertain', 'failed', 'conflict', 'vanished', 'unrestored')
           and ($1 = 'all' or a.resolution is null)
         order by a.chunk_no, a.pos limit {limit:int}) a
  join retcon.list_{run:int} l on l.chunk_no = a.chunk_no
  left join retcon.label e on e.run_id = a.run_id and e.kind = 'uncertain' and e.no = a.reason and a.outcome = 'uncertain'
  left join only {table:table} as t on {key: t.{.name} = l.k{.i}[a.pos] | and }
  left join lateral (select u.* from retcon.capture_{run:int} c
                      cross join lateral unnest(c.pos, {set: c.b{.i}, c.a{.i} | , }) as u (pos, {set: b{.i}, a{.i} | , })
                      where c.chunk_no = a.chunk_no and u.pos = a.pos) as x on true
 order by a.chunk_no, a.pos;
