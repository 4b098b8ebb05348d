-- Scope, with scope.keys_from: as scope_scan, but only rows whose key is in the file.
insert into temp.retcon_seen ({key: k{.i} | , }, reason, class, stage_no)
{include part_scan}
 where {where:expr}
   and ({key: {alias:ident}.{.name} | , }) in (select {key: rk.k{.i} | , } from temp.retcon_keys rk)
 order by {key: {alias:ident}.{.name} | , };
