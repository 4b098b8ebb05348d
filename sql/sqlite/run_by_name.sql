-- The latest run of a name. Parameter 1: name. At most one row.
select {include part_run} from retcon_run r where r.name = ?1 order by r.id desc limit 1;
