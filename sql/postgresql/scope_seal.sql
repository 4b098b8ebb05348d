-- Seal the list: counts and the digest over the chunks' digests, in order. Parameter 1: the largest number of failed
-- rows, parameter 2: the largest percentage of the candidates; the larger limit counts.
-- Columns: universe, candidates, list_digest. One row.
update retcon.run r
   set universe = (select coalesce(sum(n), 0) from retcon.scope_count where run_id = r.id),
       candidates = c.candidates,
       failed_limit = greatest($1::bigint, floor(c.candidates * $2::numeric / 100)::bigint),
       list_digest = c.digest
  from (select coalesce(sum(n), 0) as candidates,
               encode(sha256(convert_to(coalesce(string_agg(digest, '' order by chunk_no), ''), 'UTF8')), 'hex') as digest
          from retcon.chunk where run_id = {run:int}) c
 where r.id = {run:int}
   and c.candidates = (select coalesce(sum(n), 0) from retcon.scope_count where run_id = r.id and reason = 0)
returning r.universe, r.candidates, r.list_digest;
