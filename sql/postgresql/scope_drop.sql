-- Forget a run's own tables: pruned, or replaced before it began. Several statements, no rows.
drop view if exists retcon.correction_{run:int};
drop table if exists retcon.list_{run:int}, retcon.excluded_{run:int}, retcon.capture_{run:int};
{wrapped: drop type if exists {.pack}; | }
update retcon.audit_sample set before = null, predicted = null, after = null, now = null where run_id = {run:int};
