-- After batch_pack: forget what was noted. Rows affected: how many.
delete from temp.retcon_taken_{run:int};
