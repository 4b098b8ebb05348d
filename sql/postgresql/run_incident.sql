-- The run begins in incident mode. Parameter: the incident's name.
update retcon.run set incident = $1 where id = {run:int};
