-- Row triggers may write to the row after the batch's own statement: read again what was really stored, so that "still
-- ours" is decided on the truth. No rows.
with stored as (
    select {set: array_agg({.row}(t.{.name}::{.type})::{.pack} order by x.ord) as a{.i} | , }
      from retcon.capture_{run:int} c
     cross join lateral unnest({key: c.k{.i} | , }) with ordinality as x ({key: k{.i} | , }, ord)
      left join only {table:table} as t on {key: t.{.name} = x.k{.i} | and }
     where c.chunk_no = {chunk_no:int} and c.from_pos = {from_pos:int}
)
update retcon.capture_{run:int} c
   set {set: a{.i} = s.a{.i} | , }
  from stored s
 where c.chunk_no = {chunk_no:int} and c.from_pos = {from_pos:int};
