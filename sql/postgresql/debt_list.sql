-- What incidents owe: of one run, or of all. Parameters: run (or null), 1 to have those that are paid too.
-- Columns: run, name, incident, no, what, owner, due, overdue, paid, paid_by, how.
select r.id, r.name, r.incident, d.no, d.what, d.owner,
       to_char(d.due at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       d.paid_at is null and d.due < clock_timestamp(),
       to_char(d.paid_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       d.paid_by, d.how
  from retcon.debt d
  join retcon.run r on r.id = d.run_id
 where ($1::bigint is null or d.run_id = $1) and (d.paid_at is null or $2::int = 1)
 order by d.due, r.id, d.no;
