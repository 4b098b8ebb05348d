-- As undo_preview, only for keys that are given. Parameters: stage or null, class or null, JSON (an array of arrays of
-- texts, one text a key column). Columns: state, n.
with want as (
    select * from (
{include part_undo_scope}
    ) s where s.wanted
          and ({key: s.k{.i} | , }) in (select {key: (e ->> {.at})::{.type} | , } from json_array_elements($3::json) e)
), seen as (
{include part_undo_seen}
)
select state, count(*) from seen group by state;
