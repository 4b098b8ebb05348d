-- The head of the audit log. The transaction has the database's one write lock already.
-- Parameter 1: run_id of the event to come, or null. Columns: seq, digest, now, the run's uuid. One row.
select c.seq, c.digest, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
       (select uuid from retcon_run where id = cast(?1 as integer))
  from retcon_chain c;
