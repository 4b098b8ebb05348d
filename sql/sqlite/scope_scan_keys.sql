-- Scope, with scope.keys_from: as scope_scan, but only rows whose key is in the file.
create temporary table retcon_seen as
{include part_scan}
 where {where:expr}
   and ({key: {alias:ident}.{.name} | , }) in (select {key: rk.k{.i} | , } from temp.retcon_keys rk);
