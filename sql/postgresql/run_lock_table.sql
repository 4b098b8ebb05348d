-- Runs on the same table begin one after the other: lock them. Columns: n. One row.
select count(*) from (select 1 from retcon.run
                       where table_id = (select table_id from retcon.run where id = {run:int})
                       order by id for update) r;
