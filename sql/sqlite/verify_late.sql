-- Late arrivals: rows that match now, are not excluded and were not in the list. Those that the freeze left out
-- because somebody had corrected them (a reason above the plan's own) stay left out. Columns: n, then the key columns; the
-- first 20, each with the count of all.
select count(*) over (), {key: x.k{.i} | , }
  from ({include part_scan}
         where {where:expr}) x
 where x.reason = 0
   and ({key: x.k{.i} collate binary | , }) not in (select {key: l.k{.i} | , } from retcon_listed({run:int}) l)
   and ({key: x.k{.i} collate binary | , }) not in (select {key: l.k{.i} | , } from retcon_excluded_{run:int} l
                                                     where l.reason > {exclusions:int})
 order by {key: x.k{.i} | , }
 limit 20;
