-- What a rollback still has to do. Columns: pieces open, rows, done, restored, already, conflict, vanished, unrestored,
-- wanted, state. One row.
select (select count(*) from retcon_undo_chunk where run_id = r.id and undo_no = {undo_no:int} and position < n),
       coalesce(sum(c.n), 0), coalesce(sum(c.position), 0), coalesce(sum(c.restored), 0), coalesce(sum(c.already), 0),
       coalesce(sum(c.conflict), 0), coalesce(sum(c.vanished), 0), coalesce(sum(c.unrestored), 0), r.wanted, r.state
  from retcon_run r
  left join retcon_undo_chunk c on c.run_id = r.id and c.undo_no = {undo_no:int}
 where r.id = {run:int}
 group by r.id, r.wanted, r.state;
