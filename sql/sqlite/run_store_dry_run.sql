-- Keep the dry run with its digest. Parameters: json, digest, how long the run takes in milliseconds.
update retcon_run set dry_run = ?1, dry_run_digest = ?2, estimate_ms = cast(?3 as integer) where id = {run:int};
