-- Keys of the file: how many, how many different, how many of these are in the table. Columns: rows, different, found.
select (select count(*) from pg_temp.retcon_keys),
       count(*),
       count({alias:ident}.ctid)
  from (select distinct {key: k{.i} | , } from pg_temp.retcon_keys) as k
  left join only {table:table} as {alias:ident} on {key: {alias:ident}.{.name} = k.k{.i} | and };
