-- A few rows of each reason for which rows were left out at the freeze. Columns: class, reason, key columns, the present
-- value of each column that is set.
select x.class, x.reason, {key: x.k{.i}::text | , }, {set: left(t.{.name}::text, 1000) | , }
  from (select l.name as class, e.name as reason, e.no, {key: u.k{.i} | , },
               row_number() over (partition by e.no
                                  order by hashtextextended(concat_ws(chr(31), {key: u.k{.i}::text | , }), 7)) as turn
          from retcon.excluded_{run:int} x
         cross join lateral unnest({key: x.k{.i} | , }, x.class_no) as u ({key: k{.i} | , }, class_no)
          join retcon.label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = x.reason
          left join retcon.label l on l.run_id = {run:int} and l.kind = 'class' and l.no = u.class_no) x
  left join only {table:table} as t on {key: t.{.name} = x.k{.i} | and }
 where x.turn <= {per_class:int}
 order by x.no, x.turn;
