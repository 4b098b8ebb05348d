-- Where is a key in the candidate list? Parameters: a text a key column. Columns: chunk_no, pos, stage, class, passed
-- (its outcome is decided). At most one row.
select l.chunk_no, u.pos, g.name, c.name, u.pos <= h.position
  from retcon.list_{run:int} l
 cross join lateral unnest({key: l.k{.i} | , }, l.class_no) with ordinality as u ({key: k{.i} | , }, class_no, pos)
  join retcon.chunk h on h.run_id = {run:int} and h.chunk_no = l.chunk_no
  left join retcon.stage g on g.run_id = {run:int} and g.no = l.stage_no
  left join retcon.label c on c.run_id = {run:int} and c.kind = 'class' and c.no = coalesce(u.class_no, 1)
 where {key: u.k{.i} = ${.i}::{.type} | and };
