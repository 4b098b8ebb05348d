-- Events beside a place where the chain breaks.
-- Parameters: a digest whose successors are sought, a digest whose owner is.
-- Columns: seq, 1 for a successor and 0 for the owner. Few rows.
select e.seq, 1 from retcon_event e where e.prev = ?1
union all
select e.seq, 0 from retcon_event e where e.digest = ?2
order by 2, 1;
