-- Names of runs, for "did you mean". Columns: name.
select distinct name from retcon_run order by name limit 1000;
