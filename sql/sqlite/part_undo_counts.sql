-- How many rows of the slice stand how. Most are restorable: these are counted as the rest. One row.
select n as seen, n - already - conflict - vanished as restored, already, conflict, vanished
  from (select (select count(*) from temp.retcon_undo_seen) as n,
               (select count(*) from temp.retcon_undo_seen where state = 'already') as already,
               (select count(*) from temp.retcon_undo_seen where state = 'conflict') as conflict,
               (select count(*) from temp.retcon_undo_seen where state = 'vanished') as vanished)
