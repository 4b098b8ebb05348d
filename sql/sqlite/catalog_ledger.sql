-- Is there a ledger? One row if there is.
select 1 from sqlite_schema where type = 'table' and name = 'retcon_meta'
