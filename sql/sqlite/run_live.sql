-- The live run of a name. Parameter 1: name. Columns: id, state. At most one row.
select id, state from retcon_run
 where name = ?1 and state not in ('finished', 'rolled_back', 'abandoned');
