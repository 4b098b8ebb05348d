-- What people set by "retcon tune", instead of what the plan says. Columns: name, value, actor, at. A row a setting.
select name, value, actor, substr(at, 1, 19) || 'Z'
  from retcon_tuned
 where run_id = {run:int}
 order by name;
