-- A sample stage: rows spread evenly over the classes, the same ones each time (ranked by a hash of the key), taken from
-- candidates that no earlier stage takes. Columns: none; rows affected: how many were taken.
update pg_temp.retcon_seen
   set stage_no = {no:int}
 where ctid in (
    select ranked.ctid
      from (select s.ctid, row_number() over (partition by s.class order by s.h) as turn, s.h
              from (select t.ctid, t.class, hashtextextended(concat_ws(chr(31), {key: t.k{.i}::text | , }), 42) as h
                      from pg_temp.retcon_seen t
                     where t.reason = 0 and t.stage_no > {no:int}) s) ranked
     order by ranked.turn, ranked.h
     limit {rows:int});
