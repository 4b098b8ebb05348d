-- The database refused one row: quarantine it with the database's words. Parameter 1: message. Rows affected: one.
insert into retcon_set_aside (run_id, chunk_no, pos, outcome, message)
select run_id, chunk_no, position + 1, 'failed', ?1
  from retcon_chunk where run_id = {run:int} and chunk_no = {chunk_no:int} and position = {position:int};
