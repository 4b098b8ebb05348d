-- Where is a key in the candidate list? Parameters: a text a key column. Columns: chunk_no, pos, stage, class, passed
-- (its outcome is decided). At most one row.
select h.chunk_no, l.ord - h.first_ord, g.name, c.name, l.ord - h.first_ord <= h.position
  from retcon_listed({run:int}) l
  join retcon_chunk h on h.run_id = {run:int}
                     and h.first_ord = (select max(x.first_ord) from retcon_chunk x
                                         where x.run_id = {run:int} and x.first_ord < l.ord)
  left join retcon_stage g on g.run_id = {run:int} and g.no = h.stage_no
  left join retcon_label c on c.run_id = {run:int} and c.kind = 'class' and c.no = l.class_no
 where {key: (l.k{.i} = ?{.i} or case typeof(l.k{.i}) when 'blob' then 'x''' || lower(hex(l.k{.i})) || '''' = ?{.i}
                                                      when 'integer' then cast(l.k{.i} as integer) = ?{.i}
                                                      when 'real' then cast(l.k{.i} as real) = ?{.i} end) | and }
 limit 1;
