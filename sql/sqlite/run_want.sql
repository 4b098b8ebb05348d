-- What a person asks for. Parameters: wanted, why. One row if the run exists.
update retcon_run set wanted = ?1, wanted_why = ?2 where id = {run:int} returning state;
