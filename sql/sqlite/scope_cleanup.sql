-- The temporary tables of scope and of a rollback's keys are no longer needed. Several statements, no rows.
drop table if exists temp.retcon_seen;
drop table if exists temp.retcon_keys;
drop table if exists temp.retcon_corrected;
