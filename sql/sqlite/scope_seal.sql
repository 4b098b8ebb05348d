-- Seal the list: counts and the digest over the chunks' digests, in order. Parameter 1: the largest number of failed
-- rows, parameter 2: the largest percentage of the candidates; the larger limit counts.
-- Columns: universe, candidates, list_digest. One row; none if the chunks do not hold the candidates that were counted.
update retcon_run
   set universe = u.universe,
       candidates = u.candidates,
       failed_limit = max(cast(?1 as integer), cast(u.candidates * cast(?2 as real) / 100 + 0.000001 as integer)),
       list_digest = u.digest
  from (select (select coalesce(sum(n), 0) from retcon_scope_count where run_id = {run:int}) as universe,
               (select coalesce(sum(n), 0) from retcon_scope_count where run_id = {run:int} and reason = 0) as counted,
               (select coalesce(sum(n), 0) from retcon_chunk where run_id = {run:int}) as candidates,
               (select coalesce(sum(to_ord - from_ord + 1), 0) from retcon_list_{run:int}) as listed,
               (select retcon_digest(x.digest) from (select digest from retcon_chunk where run_id = {run:int}
                                                      order by chunk_no) x) as digest
         limit 1) as u
 where id = {run:int} and u.candidates = u.counted and u.candidates = u.listed
returning universe, candidates, list_digest;
