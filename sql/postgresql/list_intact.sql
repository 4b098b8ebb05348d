-- Is the list still the one that was sealed? Columns: chunks whose keys do not have their digest, the digest of all, the
-- transaction that wrote the list (null: there were several). One row.
select count(*) filter (where l.digest is distinct from c.digest
                           or c.digest <> encode(sha256({key: array_send(l.k{.i}) | || }), 'hex')
                           or c.n <> l.n or c.stage_no <> l.stage_no),
       encode(sha256(convert_to(coalesce(string_agg(c.digest, '' order by c.chunk_no), ''), 'UTF8')), 'hex'),
       case when min(l.xmin::text) = max(l.xmin::text) then min(l.xmin::text) end
  from retcon.chunk c
  full join retcon.list_{run:int} l on l.chunk_no = c.chunk_no
 where c.run_id = {run:int} or c.run_id is null;
