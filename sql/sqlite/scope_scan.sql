-- Scope: one statement, one snapshot. Every row of the universe with its key, the first exclusion that holds (0: none,
-- it is a candidate), its class and the first stage that takes it. Nothing but this temporary table is written;
-- it is in the order of the key.
insert into temp.retcon_seen ({key: k{.i} | , }, reason, class, stage_no)
{include part_scan}
 where {where:expr}
 order by {key: {alias:ident}.{.name} | , };
