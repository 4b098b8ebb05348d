-- The acts that concern a run, in order. Columns: seq, at, actor, kind, from_state, to_state, why, detail.
select seq, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), actor, kind, from_state, to_state, why,
       detail
  from retcon.event where run_id = {run:int} order by seq;
