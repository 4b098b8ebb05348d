-- Something that an incident skipped, once. Parameters: what, owner, due in milliseconds from now.
insert into retcon.debt (run_id, no, what, owner, due)
select {run:int}, (select coalesce(max(d.no), 0) + 1 from retcon.debt d where d.run_id = {run:int}), $1::text, $2::text,
       clock_timestamp() + $3::bigint * interval '1 millisecond'
 where not exists (select 1 from retcon.debt d where d.run_id = {run:int} and d.what = $1::text);
