-- Scope: one statement, one snapshot. Every row of the universe with its key, the first exclusion that holds (0: none, it is
-- a candidate), its class and the first stage that takes it, in stage order, within a stage in key order. retcon_freeze()
-- writes them to the list and to the excluded keys as they come; no other place keeps them. Columns: how many. One row.
select retcon_freeze({run:int}, {chunk_rows:int}, x.reason, x.class, x.stage_no, {key: x.k{.i} | , })
  from ({include part_scan}
         where {where:expr}
         order by {staged: stage_no, | }{key: {alias:ident}.{.name} | , }) x;
