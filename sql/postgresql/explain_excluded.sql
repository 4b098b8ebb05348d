-- Was a key left out at the freeze? Parameters: a text a key column. Columns: reason, class. At most one row.
select e.name, c.name
  from retcon.excluded_{run:int} x
 cross join lateral unnest({key: x.k{.i} | , }, x.class_no) as u ({key: k{.i} | , }, class_no)
  left join retcon.label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = x.reason
  left join retcon.label c on c.run_id = {run:int} and c.kind = 'class' and c.no = u.class_no
 where {key: u.k{.i} = ${.i}::{.type} | and }
 limit 1;
