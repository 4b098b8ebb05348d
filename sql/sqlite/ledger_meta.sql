-- A fact of the ledger. Parameter 1: key. Columns: value. At most one row.
select value from retcon_meta where key = ?1;
