-- Names of runs, for "did you mean". Columns: name.
select distinct name from retcon.run order by name limit 1000;
