-- The head of the audit log is another event now. Parameters: seq, digest. No rows.
update retcon_chain set seq = ?1, digest = ?2;
