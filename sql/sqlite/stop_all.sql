-- Stop every run of this database. Parameter 1: why. Columns: name.
update retcon_run
   set wanted = 'stopped', wanted_why = ?1, wanted_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), stop_ms = null
 where state in ('running', 'waiting', 'rolling_back') returning name;
