-- Something that an incident skipped, once. Parameters: what, owner, due in milliseconds from now.
insert into retcon_debt (run_id, no, what, owner, due)
select {run:int}, (select coalesce(max(d.no), 0) + 1 from retcon_debt d where d.run_id = {run:int}), ?1, ?2,
       strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+' || (?3 / 1000.0) || ' seconds')
 where not exists (select 1 from retcon_debt d where d.run_id = {run:int} and d.what = ?1);
