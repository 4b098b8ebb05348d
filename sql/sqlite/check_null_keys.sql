-- Is there a row whose key is null? One row if so.
select 1 from {table:table} as t where {key: t.{.name} is null | or } limit 1;
