-- Forget a run's own tables: pruned, or replaced before it began. Several statements, no rows.
drop view if exists retcon_correction_{run:int};
drop table if exists retcon_list_{run:int};
drop table if exists retcon_excluded_{run:int};
drop table if exists retcon_capture_{run:int};
drop table if exists retcon_batch_{run:int};
drop table if exists retcon_undo_row_{run:int};
update retcon_audit_sample set before = null, predicted = null, after = null, now = null where run_id = {run:int};
