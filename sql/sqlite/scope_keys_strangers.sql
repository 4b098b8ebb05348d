-- Keys of the file: how many, how many different, how many of these are in the table. Columns: rows, different, found.
select (select count(*) from temp.retcon_keys),
       count(*),
       coalesce(sum(exists (select 1 from {table:table} as t where {key: t.{.name} = k.k{.i} | and })), 0)
  from (select distinct {key: k{.i} | , } from temp.retcon_keys) as k;
