-- Triggers, with the internal ones of foreign keys. table_id: the table's oid.
-- Columns: name, when, function, on update, row level, before, enabled, constraint. A row for each, in firing order.
select t.tgname,
       case when t.tgtype::int & 64 <> 0 then 'INSTEAD OF' when t.tgtype::int & 2 <> 0 then 'BEFORE' else 'AFTER' end
       || ' ' || pg_catalog.concat_ws(' OR ',
                     case when t.tgtype::int & 4 <> 0 then 'INSERT' end,
                     case when t.tgtype::int & 16 <> 0 then 'UPDATE' || coalesce(' OF ' || (
                         select pg_catalog.string_agg(a.attname, ', ' order by a.attnum)
                           from pg_catalog.pg_attribute a
                          where a.attrelid = t.tgrelid and a.attnum = any (t.tgattr::smallint[])), '') end,
                     case when t.tgtype::int & 8 <> 0 then 'DELETE' end,
                     case when t.tgtype::int & 32 <> 0 then 'TRUNCATE' end)
       || case when t.tgtype::int & 1 <> 0 then ' FOR EACH ROW' else ' FOR EACH STATEMENT' end,
       n.nspname || '.' || p.proname,
       t.tgtype::int & 16 <> 0,
       t.tgtype::int & 1 <> 0,
       t.tgtype::int & 2 <> 0,
       t.tgenabled in ('O', 'A'),
       t.tgisinternal or t.tgconstraint <> 0
  from pg_catalog.pg_trigger t
  join pg_catalog.pg_proc p on p.oid = t.tgfoid
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
 where t.tgrelid = {table_id:int}::oid
 order by t.tgname
