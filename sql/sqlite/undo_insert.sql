-- A rollback. Parameters: scope, whole (true/false), came_from, actor, why. Columns: no. One row.
insert into retcon_undo (run_id, no, scope, whole, came_from, actor, why)
select {run:int}, coalesce(max(no), 0) + 1, ?1, ?2 in ('true', 't', '1'), ?3, ?4, ?5 from retcon_undo where run_id = {run:int}
returning no;
