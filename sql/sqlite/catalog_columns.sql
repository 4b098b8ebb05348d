-- The columns of a table, in order. cast is the affinity, by SQLite's rules. table_name: its name.
-- Columns: name, type, cast, pack wrapped, char pad, not null, generated, identity always, numeric, key position,
-- can select, can update. A row for each column.
with column_of as (
    select x.*, upper(x.type) as declared, t.strict,
           -- An INTEGER PRIMARY KEY is the rowid, which is never null; neither is a key without a rowid.
           x.pk > 0 and (t.wr or upper(x.type) = 'INTEGER'
                         and (select count(*) from pragma_table_info({table_name:text}) k where k.pk > 0) = 1) as rowid_key
      from pragma_table_xinfo({table_name:text}) x
      join pragma_table_list({table_name:text}) t on t.schema = 'main'
     where x.hidden <> 1
), typed as (
    select *,
           case when strict and declared = 'ANY' then 'BLOB'
                when declared like '%INT%' then 'INTEGER'
                when declared like '%CHAR%' or declared like '%CLOB%' or declared like '%TEXT%' then 'TEXT'
                when declared like '%BLOB%' or declared = '' then 'BLOB'
                when declared like '%REAL%' or declared like '%FLOA%' or declared like '%DOUB%' then 'REAL'
                else 'NUMERIC' end as affinity
      from column_of
)
select name, type, affinity, 0, 0,
       "notnull" or rowid_key,
       hidden in (2, 3),
       0,
       affinity in ('INTEGER', 'REAL', 'NUMERIC') and declared not like '%DATE%' and declared not like '%TIME%'
           and declared not like '%BOOL%',
       pk,
       1, 1
  from typed
 order by cid
