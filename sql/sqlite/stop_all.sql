-- Stop every run of this database. Parameter 1: why. Columns: name.
update retcon_run set wanted = 'stopped', wanted_why = ?1
 where state in ('running', 'waiting', 'rolling_back') returning name;
