-- Count again from the rows themselves. Columns: changed (captured corrections), excluded, uncertain, gone, failed
-- (set aside; rows of a rollback do not count, they were changed). One row.
select (select count(*) from retcon_captured({run:int})),
       count(*) filter (where outcome = 'excluded'),
       count(*) filter (where outcome = 'uncertain' and resolution is not 'apply'),
       count(*) filter (where outcome = 'gone'),
       count(*) filter (where outcome = 'failed' and resolution is not 'retry')
  from retcon_set_aside where run_id = {run:int};
