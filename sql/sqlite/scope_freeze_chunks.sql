-- Cut each stage's part of the list in chunks of {chunk_rows:int} rows, each with its checkpoint and the digest of its
-- keys.
with recursive stages (stage_no, first_ord, n) as (
    select stage_no, sum(sum(n)) over (order by stage_no) - sum(n), sum(n)
      from retcon_scope_count where run_id = {run:int} and reason = 0 group by stage_no
), pieces (stage_no, first_ord, n, rest) as (
    select stage_no, first_ord, min(n, {chunk_rows:int}), n - {chunk_rows:int} from stages
    union all
    select stage_no, first_ord + {chunk_rows:int}, min(rest, {chunk_rows:int}), rest - {chunk_rows:int}
      from pieces where rest > 0
)
insert into retcon_chunk (run_id, chunk_no, stage_no, first_ord, n, digest)
select {run:int}, row_number() over (order by p.first_ord), p.stage_no, p.first_ord, p.n,
       (select retcon_digest({key: x.k{.i} | , })
          from (select {key: l.k{.i} | , } from retcon_list_{run:int} l
                 where l.ord > p.first_ord and l.ord <= p.first_ord + p.n order by l.ord) x)
  from pieces p;
