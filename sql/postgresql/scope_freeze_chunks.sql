-- One checkpoint a chunk of the list.
insert into retcon.chunk (run_id, chunk_no, stage_no, n, digest)
select {run:int}, chunk_no, stage_no, n, digest from retcon.list_{run:int};
