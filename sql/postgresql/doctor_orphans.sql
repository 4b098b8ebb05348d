-- Tables of runs that no longer need them, or that are unknown. Columns: name.
select 'retcon.' || c.relname
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where n.nspname = 'retcon' and c.relkind in ('r', 'p')
   and c.relname ~ '^(list|excluded|capture)_[0-9]+$'
   and not exists (select from retcon.run r
                    where r.id::text = substring(c.relname from '[0-9]+$') and r.list_digest is not null)
 order by 1;
