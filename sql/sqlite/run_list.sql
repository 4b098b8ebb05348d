-- All runs, the latest first. Parameter 1: a state, or null for all.
select {include part_run} from retcon_run r where ?1 is null or r.state = ?1 order by r.id desc;
