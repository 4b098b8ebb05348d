-- What people set by "retcon tune", instead of what the plan says. Columns: name, value, actor, at. A row a setting.
select name, value, actor, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from retcon.tuned
 where run_id = {run:int}
 order by name;
