-- Keep the excluded keys with their reason, so that "why was this row left alone?" has an answer.
insert into retcon.excluded_{run:int} (reason, class_no, {key: k{.i} | , })
select o.reason, array_agg(o.class_no order by o.ord), {key: array_agg(o.k{.i} order by o.ord) | , }
  from (select s.reason, l.no as class_no, {key: s.k{.i} | , },
               row_number() over (partition by s.reason order by {key: s.k{.i} | , }) - 1 as ord
          from pg_temp.retcon_seen s
          join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and (l.name is null) = (s.class is null)
                             and coalesce(l.name, '') = coalesce(s.class, '') collate "C"
         where s.reason > 0) o
 group by o.reason, o.ord / {chunk_rows:int};
