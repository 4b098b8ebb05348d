-- Is there a ledger, and of which version?
-- Columns: exists. One row.
select to_regclass('retcon.meta') is not null;
