-- The head of the audit log is another event now. Parameters: seq, digest. No rows.
update retcon.chain set seq = $1::bigint, digest = $2;
