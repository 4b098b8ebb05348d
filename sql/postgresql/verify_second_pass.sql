-- The same dry run again, over the rows whose outcome is decided: how many would change now? And how many of the changed rows
-- no longer hold what the run wrote (and were not restored)? Rows set aside and rows restored are looked up in hashed
-- subqueries: of unpacked arrays the planner knows no size, and a nested loop over them would never end.
-- Columns: to change, edited since. One row.
{include part_verify}
select (select count(*)
          from seen s
          join retcon.chunk h on h.run_id = {run:int} and h.chunk_no = s.chunk_no
         where s.outcome = 'changed' and s.pos <= h.position
           and ((s.chunk_no, s.pos) in (select a.chunk_no, a.pos from retcon.set_aside a where a.run_id = {run:int}))
               is not true
           and ((s.chunk_no, s.pos) in (
                   select u.chunk_no, p.pos::int
                     from retcon.undo_chunk u
                     join retcon.capture_{run:int} c on c.chunk_no = u.chunk_no and c.from_pos = u.from_pos
                    cross join lateral unnest(u.mask[:u.position], c.pos[:u.position]) as p (wanted, pos)
                    where u.run_id = {run:int} and p.wanted)) is not true),
       (select count(*)
          from retcon.capture_{run:int} c
         cross join lateral unnest(c.pos, {key: c.k{.i} | , }, {set: c.a{.i} | , })
                            as x (pos, {key: k{.i} | , }, {set: a{.i} | , })
          join only {table:table} as t on {key: t.{.name} = x.k{.i} | and }
         where not pg_catalog.record_image_eq(row({set: t.{.name}::{.type} | , }), row({set: x.a{.i} | , }))
           and ((c.chunk_no, x.pos::int) in (
                   select u.chunk_no, p.pos::int
                     from retcon.undo_chunk u
                     join retcon.capture_{run:int} cc on cc.chunk_no = u.chunk_no and cc.from_pos = u.from_pos
                    cross join lateral unnest(u.mask[:u.position], cc.pos[:u.position]) as p (wanted, pos)
                    where u.run_id = {run:int} and p.wanted)) is not true);
