-- The functions that the temporary view's stored tree names: called, behind operators, aggregates, window functions,
-- those that aggregates are made of, and the in- and output functions of types that are cast through
-- text.
-- Columns: schema.name, volatile, the system's own, oid. A row for each.
with named as (
    select distinct m[1]::oid as oid
      from pg_catalog.pg_rewrite r
     cross join pg_catalog.regexp_matches(
               r.ev_action::text, ':(?:funcid|opfuncid|aggfnoid|winfnoid|hashfuncid|negfuncid) ([0-9]+)', 'g') as m
     where r.ev_class = 'pg_temp.retcon_expression'::regclass
    union
    -- A cast through text names only the type that it makes.
    select t.typinput::oid
      from pg_catalog.pg_rewrite r
     cross join pg_catalog.regexp_matches(r.ev_action::text, ':resulttype ([0-9]+)', 'g') as m
      join pg_catalog.pg_type t on t.oid = m[1]::oid
     where r.ev_class = 'pg_temp.retcon_expression'::regclass and r.ev_action::text ~ 'COERCEVIAIO'
), called as (
    select oid from named
    union
    select s.oid
      from named
      join pg_catalog.pg_aggregate a on a.aggfnoid = named.oid
     cross join lateral (values (a.aggtransfn::oid), (a.aggfinalfn::oid), (a.aggcombinefn::oid)) as s (oid)
)
select n.nspname || '.' || p.proname, p.provolatile = 'v', n.nspname = 'pg_catalog', p.oid
  from called f
  join pg_catalog.pg_proc p on p.oid = f.oid
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
 order by 1, 4
