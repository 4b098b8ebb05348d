-- Last step: move the rollback's checkpoint. Columns: seen, restored, already, conflict, vanished, raced (none: nobody else
-- can write), moved. One row; none if the checkpoint is not where the slice began, or the slice had other than
-- {count:int} rows. restored must be what undo_restore affected.
update retcon_undo_chunk as h
   set position = h.position + k.seen, restored = h.restored + k.restored, already = h.already + k.already,
       conflict = h.conflict + k.conflict, vanished = h.vanished + k.vanished
  from ({include part_undo_counts}) as k
 where h.run_id = {run:int} and h.undo_no = {undo_no:int} and h.no = {no:int} and h.position = {position:int}
   and k.seen = {count:int}
returning (select k.seen from ({include part_undo_counts}) k), (select k.restored from ({include part_undo_counts}) k),
          (select k.already from ({include part_undo_counts}) k), (select k.conflict from ({include part_undo_counts}) k),
          (select k.vanished from ({include part_undo_counts}) k), 0, 1;
