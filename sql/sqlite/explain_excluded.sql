-- Was a key left out at the freeze? Parameters: a text a key column. Columns: reason, class. At most one row.
select e.name, c.name
  from retcon_excluded_{run:int} x
  left join retcon_label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = x.reason
  left join retcon_label c on c.run_id = {run:int} and c.kind = 'class' and c.no = x.class_no
 where {key: (x.k{.i} = ?{.i} or case typeof(x.k{.i}) when 'blob' then 'x''' || lower(hex(x.k{.i})) || '''' = ?{.i}
                                                      when 'integer' then cast(x.k{.i} as text) = ?{.i} end) | and }
 limit 1;
