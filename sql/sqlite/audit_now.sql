-- What became of samples that the run has passed since they were chosen. Columns: no, outcome, reason, is the row there, the
-- sample's values before, outcome and values as predicted, the time; then before, after (both null unless it was changed) and now of each
-- column that is set. One row each.
select s.no, case when c.ord is not null then 'changed'
                  when a.outcome in ('excluded', 'uncertain', 'gone', 'failed') then a.outcome else 'unchanged' end,
       case when c.ord is not null then null
            when a.outcome = 'excluded' and a.reason = 0 then 'no longer matches scope.where'
            else coalesce(n.name, a.message) end,
       {key: t.{.name} is not null | and }, s.before, s.predicted_outcome, s.predicted,
       strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
       {set: case when typeof(c.b{.i}) in ('text', 'blob') then substr(c.b{.i}, 1, 1000) else c.b{.i} end,
             case when typeof(c.a{.i}) in ('text', 'blob') then substr(c.a{.i}, 1, 1000) else c.a{.i} end,
             case when typeof(t.{.name}) in ('text', 'blob') then substr(t.{.name}, 1, 1000) else t.{.name} end | , }
  from retcon_run r
 cross join retcon_audit_sample s
 cross join retcon_chunk h
 cross join retcon_listed({run:int}) l
  left join retcon_set_aside a on a.run_id = s.run_id and a.chunk_no = s.chunk_no and a.pos = s.pos
  left join retcon_label n on n.run_id = s.run_id and n.no = a.reason
                          and n.kind = case a.outcome when 'excluded' then 'exclude' when 'uncertain' then 'uncertain' end
  left join {table:table} as t on {key: t.{.name} = l.k{.i} and t.{.name} is l.k{.i} collate binary | and }
  left join retcon_captured({run:int}) c on c.ord = l.ord
 where r.id = {run:int} and s.run_id = r.id and s.dry_run_digest = r.dry_run_digest and s.taken_at is null
   and h.run_id = s.run_id and h.chunk_no = s.chunk_no and h.position >= s.pos and l.ord = h.first_ord + s.pos
 order by s.no;
