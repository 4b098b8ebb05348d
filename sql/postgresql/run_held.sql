-- How long a batch held its rows, if none has held them longer. Parameters: microseconds. No rows.
update retcon.run set held_us = $1::bigint where id = {run:int} and held_us < $1::bigint;
