-- What the ledger takes. Needs an SQLite with dbstat. Columns: run, name, list bytes, corrections bytes.
select r.id, r.name,
       (select coalesce(sum(d.pgsize), 0) from dbstat d
         where d.aggregate and d.name in ('retcon_list_' || r.id, 'retcon_excluded_' || r.id)),
       (select coalesce(sum(d.pgsize), 0) from dbstat d
         where d.aggregate and d.name in ('retcon_capture_' || r.id, 'retcon_batch_' || r.id, 'retcon_undo_row_' || r.id))
  from retcon_run r order by r.id desc limit 100;
