-- What the ledger takes. Columns: run, name, list bytes, corrections bytes.
select r.id, r.name,
       coalesce(pg_total_relation_size(to_regclass('retcon.list_' || r.id)), 0)
       + coalesce(pg_total_relation_size(to_regclass('retcon.excluded_' || r.id)), 0),
       coalesce(pg_total_relation_size(to_regclass('retcon.capture_' || r.id)), 0)
  from retcon.run r order by r.id desc limit 100;
