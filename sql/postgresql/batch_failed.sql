-- The database refused one row: quarantine it with the database's words and move past it. Parameter 1: message.
-- Columns: moved. One row.
with aside as (
    insert into retcon.set_aside (run_id, chunk_no, pos, outcome, message)
    values ({run:int}, {chunk_no:int}, {position:int} + 1, 'failed', $1)
), moved as (
    update retcon.chunk set position = position + 1, failed = failed + 1
     where run_id = {run:int} and chunk_no = {chunk_no:int} and position = {position:int}
    returning chunk_no
)
select count(*) from moved;
