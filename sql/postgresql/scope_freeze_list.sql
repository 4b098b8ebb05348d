-- Freeze the candidates: in stage order, within a stage in key order, {chunk_rows:int} keys a chunk, each chunk with the
-- SHA-256 of its keys in binary form. The arrays of a chunk are filled side by side, in the order in which the window
-- function numbers the rows. Null is a class, too.
insert into retcon.list_{run:int} (chunk_no, stage_no, n, {key: k{.i} | , }, class_no, digest)
select row_number() over (order by p.stage_no, p.piece), p.stage_no, p.n, {key: p.k{.i} | , },
       {classed: p.class_no | }{unclassed: null | },
       encode(sha256({key: array_send(p.k{.i}) | || }), 'hex')
  from (select o.stage_no, o.ord / {chunk_rows:int} as piece, count(*)::int as n,
               {key: array_agg(o.k{.i}) as k{.i} | , },
               {classed: array_agg(o.class_no) as class_no | }{unclassed: null as class_no | }
          from (select s.stage_no, {key: s.k{.i} | , },
                       {classed: coalesce(l.no, (select x.no from retcon.label x
                                                  where x.run_id = {.at} and x.kind = 'class' and x.name is null)) as class_no
                       | }{unclassed: 1 as class_no | },
                       row_number() over (partition by s.stage_no order by {key: s.k{.i} | , }) - 1 as ord
                  from pg_temp.retcon_seen s
                  {classed: left join retcon.label l on l.run_id = {.at} and l.kind = 'class' and l.name = s.class collate "C" | }
                 where s.reason = 0) o
         group by 1, 2) p;
