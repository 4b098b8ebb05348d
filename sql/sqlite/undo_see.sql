-- A slice of a rollback, first step: how do its rows stand? restorable: the row holds what the run wrote; already: it holds
-- the prior values; conflict: somebody edited it since; vanished. Rows affected: as many as the slice has.
insert into temp.retcon_undo_seen (ord, state)
select w.ord, {include part_undo_state}
  from retcon_undo_chunk u
 cross join retcon_undo_row_{run:int} w
 cross join retcon_captured({run:int}) c
 cross join retcon_listed({run:int}) l
  left join {table:table} as t on {key: t.{.name} = l.k{.i} and t.{.name} is l.k{.i} collate binary | and }
 where u.run_id = {run:int} and u.undo_no = {undo_no:int} and u.no = {no:int}
   and w.idx > u.first_idx + {position:int} and w.idx <= u.first_idx + {position:int} + {count:int}
   and c.ord = w.ord and l.ord = w.ord
 order by w.idx;
