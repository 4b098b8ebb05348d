-- Is there a ledger, and of which version?
-- Columns: exists. One row.
select exists (select 1 from sqlite_schema where type = 'table' and name = 'retcon_meta');
