-- What every session has. Foreign keys are enforced only when asked for. The read tells whether the file is a
-- database at all.
pragma foreign_keys = on;
select 1 from sqlite_schema limit 1
