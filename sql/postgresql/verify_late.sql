-- Late arrivals: rows that match now, are not excluded and were not in the list. Columns: n, then the key columns; the
-- first 20, each with the count of all.
select count(*) over (), {key: x.k{.i}::text | , }
  from ({include part_scan}
         where {where:expr}) x
 where x.reason = 0
   and ({key: x.k{.i} | , }) not in (select {key: u.k{.i} | , } from retcon.list_{run:int} l
                                     cross join lateral unnest({key: l.k{.i} | , }) as u ({key: k{.i} | , }))
 order by {key: x.k{.i} | , }
 limit 20;
