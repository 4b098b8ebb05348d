-- Keys of the file: how many, how many different, how many of these are in the table. Columns: rows, different, found.
select (select count(*) from pg_temp.retcon_keys),
       count(*),
       count(t.ctid)
  from (select distinct {key: k{.i} | , } from pg_temp.retcon_keys) as k
  left join only {table:table} as t on {key: t.{.name} = k.k{.i} | and };
