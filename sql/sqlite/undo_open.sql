-- A rollback that has not ended. Columns: no, scope, whole, came_from. At most one row.
select no, scope, whole, came_from from retcon_undo
 where run_id = {run:int} and finished_at is null order by no desc limit 1;
