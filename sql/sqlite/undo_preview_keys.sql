-- As undo_preview, only for keys that are given. Parameters: stage or null, class or null, JSON (an array of arrays of
-- texts, one text a key column; see scope_keys_load). Columns: state, n.
with retcon_want as (
    select s.* from (
{include part_undo_scope}
    ) s
     where ({key: s.k{.i} | , }) in (
        select {key: case when typeof(cast('1' as {.type})) = 'blob'
                           and cast(cast(json_extract(e.value, '$[{.at}]') as integer) as text)
                               = json_extract(e.value, '$[{.at}]')
                          then cast(json_extract(e.value, '$[{.at}]') as integer)
                          else json_extract(e.value, '$[{.at}]') end | , }
          from json_each(?3) e)
)
select {include part_undo_state} as state, count(*)
  from retcon_want c
  left join {table:table} as t on {key: t.{.name} = c.k{.i} and t.{.name} is c.k{.i} collate binary | and }
 group by 1;
