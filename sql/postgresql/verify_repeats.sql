-- Of the rows that the plan would change now (verify_second_pass), how many hold exactly what the run wrote? Asked only when
-- there are any: a plan whose result changes when it is computed from its own result (n = n + 1) gives all of them.
-- Columns: rows. One row.
{include part_verify}
select count(*)
  from seen s
  join retcon.chunk h on h.run_id = {run:int} and h.chunk_no = s.chunk_no
 where s.outcome = 'changed' and s.pos <= h.position
   and ((s.chunk_no, s.pos) in (select a.chunk_no, a.pos from retcon.set_aside a where a.run_id = {run:int})) is not true
   and ((s.chunk_no, s.pos) in (
           select u.chunk_no, p.pos::int
             from retcon.undo_chunk u
             join retcon.capture_{run:int} c on c.chunk_no = u.chunk_no and c.from_pos = u.from_pos
            cross join lateral unnest(u.mask[:u.position], c.pos[:u.position]) as p (wanted, pos)
            where u.run_id = {run:int} and p.wanted)) is not true
   and ((s.chunk_no, s.pos) in (
           select c.chunk_no, x.pos::int
             from retcon.capture_{run:int} c
            cross join lateral unnest(c.pos, {key: c.k{.i} | , }, {set: c.a{.i} | , })
                               as x (pos, {key: k{.i} | , }, {set: a{.i} | , })
             join only {table:table} as t on {key: t.{.name} = x.k{.i} | and }
            where pg_catalog.record_image_eq(row({set: t.{.name}::{.type} | , }), row({set: x.a{.i} | , })))) is true;
