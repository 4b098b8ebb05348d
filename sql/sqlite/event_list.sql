-- The acts that concern a run, in order. Columns: seq, at, actor, kind, from_state, to_state, why, detail.
select seq, at, actor, kind, from_state, to_state, why, detail
  from retcon_event where run_id = {run:int} order by seq;
