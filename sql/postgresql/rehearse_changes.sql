-- Rehearsal, inside its transaction: which columns beside the plan's did triggers change? Compares the rows as another
-- snapshot cannot: row images taken before (temporary table retcon_rehearsed) with those now. Columns: column, n.
select c.name, c.n
  from (select {other: count(*) filter (where not pg_catalog.record_image_eq(row(t.{.name}), row(r.{.name}))) as n{.i} | , }
          from pg_temp.retcon_rehearsed r
          join only {table:table} as t on {key: t.{.name} = r.{.name} | and }) s
 cross join lateral (values {other: ({.text}, s.n{.i}) | , }) as c (name, n)
 where c.n > 0;
