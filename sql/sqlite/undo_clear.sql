-- Forget what an earlier slice noted. No rows.
delete from temp.retcon_undo_seen;
