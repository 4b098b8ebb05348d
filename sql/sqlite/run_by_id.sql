-- A run by its number. At most one row.
select {include part_run} from retcon_run r where r.id = {run:int};
