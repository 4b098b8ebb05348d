-- Captured corrections in the scope of a rollback and not undone yet, with their keys and images.
-- Parameter 1: stage name or null; parameter 2: class name or null. The caller may narrow it by key. (By LEFT JOIN SQLite leaves
-- the list alone where the caller does not ask for keys. Every captured row is in it.)
    select h.chunk_no, c.ord - h.first_ord as pos, c.ord, {key: l.k{.i} | , }, {set: c.b{.i}, c.a{.i} | , }
      from retcon_chunk h
     cross join retcon_captured({run:int}) c
      left join retcon_listed({run:int}) l on l.ord = c.ord
     where h.run_id = {run:int} and c.ord > h.first_ord and c.ord <= h.first_ord + h.n
       and (?1 is null or h.stage_no in (select g.no from retcon_stage g where g.run_id = {run:int} and g.name = ?1))
       and (?2 is null or (select x.class_no from retcon_listed({run:int}) x where x.ord = c.ord) in (select k.no from retcon_label k where k.run_id = {run:int}
                                                         and k.kind = 'class' and k.name = ?2))
       {undone: and c.ord not in (
           select w.ord
             from retcon_undo_chunk u
             join retcon_undo_row_{.at} w on w.idx > u.first_idx and w.idx <= u.first_idx + u.position
             join retcon_chunk uh on uh.run_id = {.at}
                                 and uh.first_ord = (select max(x.first_ord) from retcon_chunk x
                                                      where x.run_id = {.at} and x.first_ord < w.ord)
             left join retcon_set_aside a on a.run_id = {.at} and a.chunk_no = uh.chunk_no and a.pos = w.ord - uh.first_ord
            where u.run_id = {.at}
              and (a.outcome is null or a.outcome not in ('conflict', 'unrestored') or a.resolution is not null)) | }
