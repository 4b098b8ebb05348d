-- Note the rows of an earlier run whose column no longer has the image that the run left there: what it wrote, or, in a row
-- that was rolled back, what was there before. Rows that are gone are nobody's. Rows affected: as many.
insert into temp.retcon_corrected (no, {key: k{.i} | , })
select {no:int}, {key: l.k{.i} | , }
  from retcon_captured({earlier:int}) c
  join retcon_listed({earlier:int}) l on l.ord = c.ord
  join {table:table} as t on {key: t.{.name} = l.k{.i} and t.{.name} is l.k{.i} collate binary | and }
 where not ({written: t.{.name} is c.a{.at} collate binary and typeof(t.{.name}) = typeof(c.a{.at}) | and })
   and (not ({written: t.{.name} is c.b{.at} collate binary and typeof(t.{.name}) = typeof(c.b{.at}) | and })
        or c.ord not in (select w.ord
                           from retcon_undo_chunk u
                           join retcon_undo_row_{earlier:int} w on w.idx > u.first_idx and w.idx <= u.first_idx + u.position
                          where u.run_id = {earlier:int}));
