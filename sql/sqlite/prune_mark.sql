-- A run's list and captured values are gone; its counters, reasons and events stay. No rows.
update retcon_run set list_digest = null where id = {run:int};
