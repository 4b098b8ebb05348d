-- As undo_preview, only for keys that are given. Parameters: stage or null, class or null, JSON (an array of arrays of
-- texts, one text a key column; see scope_keys_load). Columns: state, n. (A CAST lends a key the affinity of its column, so that
-- a text is compared as it would be there; a key that is of another type than its column is compared as it is.)
with retcon_given as materialized (
    select {key: case when typeof(cast('1' as {.type})) = 'blob'
                       and cast(cast(json_extract(e.value, '$[{.at}]') as integer) as text)
                           = json_extract(e.value, '$[{.at}]')
                      then cast(json_extract(e.value, '$[{.at}]') as integer)
                      else json_extract(e.value, '$[{.at}]') end as g{.i} | , }
      from json_each(?3) e
), retcon_want as (
    select s.* from (
{include part_undo_scope}
    ) s
     where ({key: s.k{.i} | , }) in (select {key: g.g{.i} | , } from retcon_given g)
        or (({key: cast(s.k{.i} as {.type}) | , }) in (select {key: g.g{.i} | , } from retcon_given g)
            and {key: cast(s.k{.i} as {.type}) is s.k{.i} collate binary | and })
)
select {include part_undo_state} as state, count(*)
  from retcon_want c
  left join {table:table} as t on {key: t.{.name} = c.k{.i} and t.{.name} is c.k{.i} collate binary | and }
 group by 1;
