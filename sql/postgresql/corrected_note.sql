-- Note the rows of an earlier run whose column no longer has the image that the run left there: what it wrote, or, in a row
-- that was rolled back, what was there before. Rows that are gone are nobody's. Rows affected: as many.
with undone as (
    select distinct u.chunk_no, u.from_pos, m.idx
      from retcon.undo_chunk u
     cross join lateral unnest(u.mask[:u.position]) with ordinality as m (wanted, idx)
     where u.run_id = {earlier:int} and m.wanted
)
insert into pg_temp.retcon_corrected (no, {key: k{.i} | , })
select {no:int}, {key: x.k{.i} | , }
  from retcon.capture_{earlier:int} c
 cross join lateral unnest({key: c.k{.i} | , }, {written: c.b{.at}, c.a{.at} | , }) with ordinality
                    as x ({key: k{.i} | , }, before, after, idx)
  join only {table:table} as t on {key: t.{.name} = x.k{.i} | and }
  left join undone d on d.chunk_no = c.chunk_no and d.from_pos = c.from_pos and d.idx = x.idx
 where not pg_catalog.record_image_eq(row({written: t.{.name}::{.type} | , }), row(x.after))
   and (d.idx is null
        or not pg_catalog.record_image_eq(row({written: t.{.name}::{.type} | , }), row(x.before)));
