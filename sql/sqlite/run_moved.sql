-- The database was moved on purpose: the run belongs to it under its new identity. Parameter 1: identity.
update retcon_run set database_id = ?1 where id = {run:int};
