-- What became of samples that the run has passed since they were chosen. Columns: no, outcome, reason, is the row there, the
-- sample's values before, outcome and values as predicted, the time; then before, after (both null unless it was changed) and now of each
-- column that is set. One row each.
select s.no, case when x.pos is not null then 'changed'
                  when a.outcome in ('excluded', 'uncertain', 'gone', 'failed') then a.outcome else 'unchanged' end,
       case when x.pos is not null then null
            when a.outcome = 'excluded' and a.reason = 0 then 'no longer matches scope.where'
            else coalesce(n.name, a.message) end,
       t.ctid is not null, s.before, s.predicted_outcome, s.predicted,
       to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       {set: left(x.b{.i}::text, 1000), left(x.a{.i}::text, 1000), left(t.{.name}::text, 1000) | , }
  from retcon.audit_sample s
  join retcon.run r on r.id = s.run_id and r.dry_run_digest = s.dry_run_digest
  join retcon.chunk h on h.run_id = s.run_id and h.chunk_no = s.chunk_no and h.position >= s.pos
  join retcon.list_{run:int} l on l.chunk_no = s.chunk_no
  left join retcon.set_aside a on a.run_id = s.run_id and a.chunk_no = s.chunk_no and a.pos = s.pos
  left join retcon.label n on n.run_id = s.run_id and n.no = a.reason
                          and n.kind = case a.outcome when 'excluded' then 'exclude' when 'uncertain' then 'uncertain' end
  left join only {table:table} as t on {key: t.{.name} = l.k{.i}[s.pos] | and }
  left join lateral (select s.pos, {set: c.b{.i}[u.i] as b{.i}, c.a{.i}[u.i] as a{.i} | , }
                       from retcon.capture_{run:int} c
                      cross join lateral (select array_position(c.pos, s.pos::smallint) as i) as u
                      where c.chunk_no = s.chunk_no and u.i is not null) as x on true
 where s.run_id = {run:int} and s.taken_at is null
 order by s.no;
