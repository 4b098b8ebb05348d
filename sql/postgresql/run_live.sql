-- The live run of a name, locked. Parameter 1: name. Columns: id, state. At most one row.
select id, state from retcon.run
 where name = $1 and state not in ('finished', 'rolled_back', 'abandoned') for update;
