-- What the ledger says of its audit log. Columns: the head's seq and digest (null: it has none), events. One row.
select (select c.seq from retcon.chain c), (select c.digest from retcon.chain c), (select count(*) from retcon.event);
