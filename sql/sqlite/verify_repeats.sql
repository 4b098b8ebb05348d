-- Of the rows that the plan would change now (verify_second_pass), how many hold exactly what the run wrote? Asked only when
-- there are any: a plan whose result changes when it is computed from its own result (n = n + 1) gives all of them.
-- Columns: rows. One row.
{include part_verify}
select count(*)
  from retcon_judged s
  join retcon_captured({run:int}) o on o.ord = s.ord
  left join retcon_set_aside a on a.run_id = {run:int} and a.chunk_no = s.chunk_no and a.pos = s.pos
 where s.outcome = 'changed' and a.pos is null
   and {set: s.b{.i} is o.a{.i} collate binary | and } {typed+: and typeof(s.b{.at}) = typeof(o.a{.at}) }
   and s.ord not in (select ord from retcon_undone);
