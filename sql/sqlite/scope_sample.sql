-- A sample stage: rows spread evenly over the classes, the same ones each time (ranked by a scrambled ordinal), taken from
-- candidates that no earlier stage takes. Columns: none; rows affected: how many were taken.
update temp.retcon_seen
   set stage_no = {no:int}
 where rowid in (
    select ranked.seen_row
      from (select s.seen_row, row_number() over (partition by s.class order by s.h) as turn, s.h
              from (select t.rowid as seen_row, t.class,
                           row_number() over (order by {key: t.k{.i} | , }) * 2654435761 % 4294967296 as h
                      from temp.retcon_seen t
                     where t.reason = 0 and t.stage_no > {no:int}) s) ranked
     order by ranked.turn, ranked.h
     limit {rows:int});
