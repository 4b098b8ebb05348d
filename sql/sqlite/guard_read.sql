-- What the built-in guards look at; all but those of the file concern servers. Columns: the values in the order of
-- def/guards.def (disk_free: a path on the disk; other_writers: a number that another connection's commit alters, 0 while another
-- process is at work on this run, whose commits alter it too); then seven that concern PostgreSQL. One row.
select null, null, null, null, null, null, null, null, null, null,
       (select nullif(d.file, '') from pragma_database_list d where d.name = 'main'), retcon_wal_bytes(),
       (select case when (select count(*) from retcon_runner r where r.run_id = {run:int}
                             and r.seen_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 seconds')) > 1 then 0 else v.data_version end
          from pragma_data_version v),
       null, null, 1, 0, null, null, 0
