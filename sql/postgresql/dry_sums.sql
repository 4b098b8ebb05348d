-- Sums of each numeric column: over the rows that change, before and after and the difference; over the universe, before;
-- the difference in percent of that. Columns: these five as texts for each numeric column. One row.
with slice as (
{include part_slice_all}
), seen as (
{include part_seen}
), changed as (
    select {number: sum(s.b{.at}) as b{.at}, sum(s.a{.at}) as a{.at}, coalesce(sum(s.a{.at}), 0) - coalesce(sum(s.b{.at}), 0) as d{.at} | , }
      from seen s where s.outcome = 'changed'
), universe as (
    select {number: sum({alias:ident}.{.name}) as u{.at} | , }
      from only {table:table} as {alias:ident} where {where:expr}
)
select {number: c.b{.at}::text, c.a{.at}::text, c.d{.at}::text, u.u{.at}::text,
        round((100 * c.d{.at}::numeric / nullif(u.u{.at}::numeric, 0)), 6)::text | , }
  from changed c cross join universe u;
