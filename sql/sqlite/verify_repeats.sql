-- Of the rows that the plan would change now (verify_second_pass), how many hold exactly what the run wrote? Asked only when
-- there are any: a plan whose result changes when it is computed from its own result (n = n + 1) gives all of them.
-- Columns: rows. One row.
with retcon_slice as (
    select retcon_i.* from (
{include part_slice_all}
       and l.ord <= h.first_ord + h.position
    ) as retcon_i
     -- rows that are known to fail are gone before anything is computed
     where not exists (select 1 from retcon_set_aside f
                        where f.run_id = {run:int} and f.chunk_no = retcon_i.retcon_chunk and f.pos = retcon_i.retcon_pos
                          and f.outcome = 'failed')
), retcon_judged as (
{include part_seen}
), retcon_undone as (
    select w.ord
      from retcon_undo_chunk u
      join retcon_undo_row_{run:int} w on w.idx > u.first_idx and w.idx <= u.first_idx + u.position
     where u.run_id = {run:int}
)
select count(*)
  from retcon_judged s
  join retcon_capture_{run:int} o on o.ord = s.ord and o.outcome is null
  left join retcon_set_aside a on a.run_id = {run:int} and a.chunk_no = s.chunk_no and a.pos = s.pos
 where s.outcome = 'changed' and a.pos is null
   and {set: s.b{.i} is o.a{.i} collate binary | and } {typed+: and typeof(s.b{.at}) = typeof(o.a{.at}) }
   and s.ord not in (select ord from retcon_undone);
