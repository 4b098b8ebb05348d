-- Captured corrections, element by element, with whether they are in the scope of a rollback and not undone yet.
-- Parameter 1: stage name or null; parameter 2: class name or null. The caller may narrow it by key.
    select c.chunk_no, c.from_pos, x.idx, x.pos, {key: x.k{.i} | , }, {set: x.b{.i} as b{.i}, x.a{.i} as a{.i} | , },
           (($1::text is null or g.name = $1) and ($2::text is null or cl.name = $2)
            {undone: and d.idx is null | }) is true as wanted
      from retcon.capture_{run:int} c
      join retcon.chunk h on h.run_id = {run:int} and h.chunk_no = c.chunk_no
      join retcon.stage g on g.run_id = {run:int} and g.no = h.stage_no
     cross join lateral unnest(c.pos, c.class_no, {key: c.k{.i} | , }, {set: c.b{.i}, c.a{.i} | , })
                        with ordinality as x (pos, class_no, {key: k{.i} | , }, {set: b{.i}, a{.i} | , }, idx)
      left join retcon.label cl on cl.run_id = {run:int} and cl.kind = 'class' and cl.no = coalesce(x.class_no, 1)
      {undone: left join (
          select u.chunk_no, u.from_pos, m.idx
            from retcon.undo_chunk u
           cross join lateral unnest(u.mask[:u.position]) with ordinality as m (wanted, idx)
            join retcon.capture_{.at} cc on cc.chunk_no = u.chunk_no and cc.from_pos = u.from_pos
            left join retcon.set_aside a on a.run_id = {.at} and a.chunk_no = u.chunk_no and a.pos = cc.pos[m.idx]
           where u.run_id = {.at} and m.wanted
             and (a.outcome is null or a.outcome not in ('conflict', 'unrestored') or a.resolution is not null)
           group by 1, 2, 3) d on d.chunk_no = c.chunk_no and d.from_pos = c.from_pos and d.idx = x.idx | }
