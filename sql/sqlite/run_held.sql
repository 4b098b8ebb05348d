-- How long a batch held its rows, if none has held them longer. Parameters: microseconds. No rows.
update retcon_run set held_us = cast(?1 as integer) where id = {run:int} and held_us < cast(?1 as integer);
