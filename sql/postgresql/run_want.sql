-- What a person asks for. Parameters: wanted, why, who. When it was asked is kept of people only: what they wait for is
-- measured (run_obeyed). One row if the run exists.
update retcon.run
   set wanted = $1, wanted_why = $2, stop_ms = null,
       wanted_at = case when $1 <> 'running' and $3 <> 'retcon' then clock_timestamp() end
 where id = {run:int}
returning state;
