-- How each stage stands. Columns: no, name, started_at, finished_at, candidates, changed, unchanged, excluded,
-- uncertain, gone, failed, pending, restored (known by stage once the whole run is rolled back: what was changed and not
-- set aside by the rollback). A row a stage.
select s.no, s.name, substr(s.started_at, 1, 19) || 'Z', substr(s.finished_at, 1, 19) || 'Z',
       coalesce(sum(c.n), 0), coalesce(sum(c.changed), 0), coalesce(sum(c.unchanged), 0),
       coalesce(sum(c.excluded), 0), coalesce(sum(c.uncertain), 0), coalesce(sum(c.gone), 0),
       coalesce(sum(c.failed), 0), coalesce(sum(c.n - c.position), 0),
       case when exists (select 1 from retcon_undo u
                          where u.run_id = s.run_id and u.whole = 1 and u.finished_at is not null)
            then coalesce(sum(c.changed), 0)
                 - (select count(*) from retcon_set_aside a
                      join retcon_chunk h on h.run_id = a.run_id and h.chunk_no = a.chunk_no
                     where a.run_id = s.run_id and h.stage_no = s.no
                       and a.outcome in ('conflict', 'vanished', 'unrestored')
                       and a.resolution is not 'restore')
            else 0 end
  from retcon_stage s
  left join retcon_chunk c on c.run_id = s.run_id and c.stage_no = s.no
 where s.run_id = {run:int}
 group by s.no, s.name, s.started_at, s.finished_at
 order by s.no;
