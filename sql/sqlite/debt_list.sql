-- What incidents owe: of one run, or of all. Parameters: run (or null), 1 to have those that are paid too.
-- Columns: run, name, incident, no, what, owner, due, overdue, paid, paid_by, how.
select r.id, r.name, r.incident, d.no, d.what, d.owner,
       substr(d.due, 1, 19) || 'Z',
       d.paid_at is null and d.due < strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
       substr(d.paid_at, 1, 19) || 'Z',
       d.paid_by, d.how
  from retcon_debt d
  join retcon_run r on r.id = d.run_id
 where (?1 is null or d.run_id = ?1) and (d.paid_at is null or ?2 = '1')
 order by d.due, r.id, d.no;
