-- Cut the rollback's list, which are the rows behind those of earlier rollbacks, in pieces of {chunk_rows:int} rows, each
-- with its checkpoint; the last rows of the list are the first piece. Rows affected: pieces.
with recursive begin (idx) as (
    select coalesce(max(first_idx + n), 0) from retcon_undo_chunk where run_id = {run:int}
), pieces (no, first_idx, rest) as (
    select 1, b.idx, (select count(*) from retcon_undo_row_{run:int} w where w.idx > b.idx) from begin b
    union all
    select no + 1, first_idx + {chunk_rows:int}, rest - {chunk_rows:int} from pieces where rest > {chunk_rows:int}
)
insert into retcon_undo_chunk (run_id, undo_no, no, first_idx, n)
select {run:int}, {undo_no:int}, count(*) over () + 1 - no, first_idx, min(rest, {chunk_rows:int}) from pieces where rest > 0;
