-- Candidates that no stage takes. Columns: n. One row.
select count(*) from temp.retcon_seen where reason = 0 and stage_no = 0;
