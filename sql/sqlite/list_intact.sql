-- Is the list still the one that was sealed? Columns: chunks whose keys do not have their digest (and one more if there
-- are other rows in the list than those of the chunks), the digest of all. One row.
select coalesce(sum(c.digest <> (select retcon_digest({key: x.k{.i} | , })
                                   from (select {key: l.k{.i} | , } from retcon_list_{run:int} l
                                          where l.ord > c.first_ord and l.ord <= c.first_ord + c.n order by l.ord) x)), 0)
       + (coalesce(sum(c.n), 0) <> (select count(*) from retcon_list_{run:int})),
       (select retcon_digest(x.digest) from (select digest from retcon_chunk where run_id = {run:int} order by chunk_no) x)
  from retcon_chunk c
 where c.run_id = {run:int};
