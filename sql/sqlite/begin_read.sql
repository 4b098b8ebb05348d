-- A snapshot: the read of the schema takes it now, not at the first statement that follows.
begin deferred;
select 1 from sqlite_schema limit 1
