-- The digest of everything that, changed, makes a table another one: itself, its columns, constraints, unique
-- indexes, triggers with the text of their functions, policies and rules. Cheap enough to be asked in every batch:
-- every part is found by an index of the catalog, by oid. Foreign keys of other tables show as their triggers on this one.
-- Functions that the plan's expressions call count too; what those call in turn is not known.
-- table_id: the table's oid. function: the functions' oids. Columns: digest. One row; none when the table is gone.
select pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.concat_ws(E'\n',
    pg_catalog.concat_ws(' ', 'relation', c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relrowsecurity,
                         c.relforcerowsecurity, c.relispartition),
    (select pg_catalog.string_agg(pg_catalog.concat_ws(' ', 'column', a.attnum, a.attname,
                                                       a.atttypid, a.atttypmod, a.attnotnull, a.attidentity,
                                                       a.attgenerated, a.attcollation,
                                                       pg_catalog.pg_get_expr(x.adbin, x.adrelid)),
                                  E'\n' order by a.attnum)
       from pg_catalog.pg_attribute a
       left join pg_catalog.pg_attrdef x on x.adrelid = a.attrelid and x.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
    (select pg_catalog.string_agg(pg_catalog.concat_ws(' ', 'constraint', k.conname,
                                                       pg_catalog.pg_get_constraintdef(k.oid), k.convalidated),
                                  E'\n' order by k.conname)
       from pg_catalog.pg_constraint k
      where k.conrelid = c.oid),
    (select pg_catalog.string_agg(pg_catalog.concat_ws(' ', 'index', pg_catalog.pg_get_indexdef(i.indexrelid),
                                                       i.indisvalid, i.indimmediate),
                                  E'\n' order by i.indexrelid)
       from pg_catalog.pg_index i
      where i.indrelid = c.oid and i.indisunique),
    (select pg_catalog.string_agg(pg_catalog.concat_ws(' ', 'trigger', pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled,
                                                       p.oid, pg_catalog.md5(p.prosrc), p.prosecdef, p.proconfig),
                                  E'\n' order by t.tgname)
       from pg_catalog.pg_trigger t
       join pg_catalog.pg_proc p on p.oid = t.tgfoid
      where t.tgrelid = c.oid and not t.tgisinternal),
    (select pg_catalog.string_agg(pg_catalog.concat_ws(' ', 'trigger', t.tgname, t.tgenabled), E'\n' order by t.tgname)
       from pg_catalog.pg_trigger t
      where t.tgrelid = c.oid and t.tgisinternal),
    (select pg_catalog.string_agg(pg_catalog.concat_ws(' ', 'policy', y.polname, y.polcmd, y.polpermissive, y.polroles,
                                                       pg_catalog.pg_get_expr(y.polqual, y.polrelid),
                                                       pg_catalog.pg_get_expr(y.polwithcheck, y.polrelid)),
                                  E'\n' order by y.polname)
       from pg_catalog.pg_policy y
      where y.polrelid = c.oid),
    (select pg_catalog.string_agg(pg_catalog.concat_ws(' ', 'rule', pg_catalog.pg_get_ruledef(r.oid), r.ev_enabled),
                                  E'\n' order by r.rulename)
       from pg_catalog.pg_rewrite r
      where r.ev_class = c.oid){function+: ,
    (select pg_catalog.concat_ws(' ', 'function', p.oid, g.*::text,
                                 case when p.prokind <> 'a' then pg_catalog.pg_get_functiondef(p.oid) end)
       from pg_catalog.pg_proc p
       left join pg_catalog.pg_aggregate g on g.aggfnoid = p.oid
      where p.oid = {.at}::oid) }),
    pg_catalog.getdatabaseencoding()::name)), 'hex')
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.oid = {table_id:int}::oid
