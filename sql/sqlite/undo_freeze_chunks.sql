-- Cut the rollback's list in pieces of {chunk_rows:int} rows, each with its checkpoint. Rows affected: pieces.
with recursive pieces (no, first_idx, rest) as (
    select 1, 0, (select count(*) from retcon_undo_row_{run:int} where undo_no = {undo_no:int})
    union all
    select no + 1, first_idx + {chunk_rows:int}, rest - {chunk_rows:int} from pieces where rest > {chunk_rows:int}
)
insert into retcon_undo_chunk (run_id, undo_no, no, first_idx, n)
select {run:int}, {undo_no:int}, no, first_idx, min(rest, {chunk_rows:int}) from pieces where rest > 0;
