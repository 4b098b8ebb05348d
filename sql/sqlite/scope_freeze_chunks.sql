-- Note the chunks of the list, each with its checkpoint and the digest of its keys. Parameter 1: what retcon_frozen() said.
insert into retcon_chunk (run_id, chunk_no, stage_no, first_ord, n, digest)
select {run:int}, c.key + 1, c.value ->> 0, c.value ->> 1, c.value ->> 2, c.value ->> 3 from json_each(?1, '$.chunks') c;
