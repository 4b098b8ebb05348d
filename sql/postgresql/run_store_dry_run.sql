-- Keep the dry run with its digest. Parameters: json, digest, how long the run takes in milliseconds.
update retcon.run set dry_run = $1, dry_run_digest = $2, estimate_ms = $3::bigint where id = {run:int};
