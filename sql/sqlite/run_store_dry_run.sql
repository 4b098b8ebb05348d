-- Keep the dry run with its digest. Parameters: json, digest.
update retcon_run set dry_run = ?1, dry_run_digest = ?2 where id = {run:int};
