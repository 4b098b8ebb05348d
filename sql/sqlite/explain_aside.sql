-- What else is on record for one candidate. Columns: outcome, reason, at, resolution, resolved_by, resolved_at, note. At
-- most one row.
select a.outcome,
       case when a.outcome = 'excluded' and a.reason = 0 then 'no longer matches scope.where'
            else coalesce(l.name, a.message) end,
       substr(a.at, 1, 19) || 'Z', a.resolution, a.resolved_by, substr(a.resolved_at, 1, 19) || 'Z', a.note
  from retcon_set_aside a
  left join retcon_label l on l.run_id = a.run_id and l.no = a.reason
                          and l.kind = case a.outcome when 'excluded' then 'exclude' else 'uncertain' end
 where a.run_id = {run:int} and a.chunk_no = {chunk_no:int} and a.pos = {pos:int};
