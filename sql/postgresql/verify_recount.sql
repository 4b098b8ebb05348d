-- Count again from the rows themselves. Columns: changed (captured corrections), excluded, uncertain, gone, failed
-- (set aside; rows of a rollback do not count, they were changed). One row.
select (select coalesce(sum(cardinality(pos)), 0) from retcon.capture_{run:int}),
       count(*) filter (where outcome = 'excluded'),
       count(*) filter (where outcome = 'uncertain' and resolution is distinct from 'apply'),
       count(*) filter (where outcome = 'gone'),
       count(*) filter (where outcome = 'failed' and resolution is distinct from 'retry')
  from retcon.set_aside where run_id = {run:int};
