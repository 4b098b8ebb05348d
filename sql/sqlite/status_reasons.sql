-- Why candidates were left out or set aside, with counts. Columns: outcome, reason, n.
select 'excluded', name, n
  from (select l.no, l.name, sum(s.n) as n
          from retcon_scope_count s
          join retcon_label l on l.run_id = s.run_id and l.kind = 'exclude' and l.no = s.reason
         where s.run_id = {run:int} and s.reason > 0
         group by l.no, l.name)
union all
select * from (
    select case a.outcome when 'excluded' then 'became_excluded' else a.outcome end,
           case when a.outcome = 'excluded' and a.reason = 0 then 'no longer matches scope.where'
                else coalesce(l.name, a.message, a.outcome) end,
           count(*)
      from retcon_set_aside a
      left join retcon_label l on l.run_id = a.run_id and l.no = a.reason
                              and l.kind = case a.outcome when 'excluded' then 'exclude' else 'uncertain' end
     where a.run_id = {run:int}
     group by 1, 2
     order by 1, 3 desc, 2
     limit 200) later;
