-- Is the list still the one that was sealed? Columns: chunks whose keys do not have their digest (and one more if there
-- are other rows in the list than those of the chunks), the digest of all, null. One row.
select coalesce(sum(l.body is null or l.to_ord <> c.first_ord + c.n or c.digest <> retcon_sha256(l.body)), 0)
       + (count(*) <> (select count(*) from retcon_list_{run:int})),
       (select retcon_digest(x.digest) from (select digest from retcon_chunk where run_id = {run:int} order by chunk_no) x), null
  from retcon_chunk c
  left join retcon_list_{run:int} l on l.from_ord = c.first_ord + 1
 where c.run_id = {run:int};
