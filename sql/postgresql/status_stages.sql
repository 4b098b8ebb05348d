-- How each stage stands. Columns: no, name, started_at, finished_at, candidates, changed, unchanged, excluded,
-- uncertain, gone, failed, pending, restored. A row a stage.
select s.no, s.name, to_char(s.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char(s.finished_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       coalesce(sum(c.n), 0), coalesce(sum(c.changed), 0), coalesce(sum(c.unchanged), 0),
       coalesce(sum(c.excluded), 0), coalesce(sum(c.uncertain), 0), coalesce(sum(c.gone), 0),
       coalesce(sum(c.failed), 0), coalesce(sum(c.n - c.position), 0), coalesce(sum(u.restored), 0)
  from retcon.stage s
  left join retcon.chunk c on c.run_id = s.run_id and c.stage_no = s.no
  left join (select chunk_no, sum(restored + already) as restored from retcon.undo_chunk
              where run_id = {run:int} group by chunk_no) u on u.chunk_no = c.chunk_no
 where s.run_id = {run:int}
 group by s.no, s.name, s.started_at, s.finished_at
 order by s.no;
