-- The random id that the ledger gave this database. Columns: identity. One row. Only asked when the ledger is there.
select value from retcon_meta where key = 'database'
