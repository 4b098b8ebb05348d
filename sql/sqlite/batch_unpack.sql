-- After batch_join: the blocks that will be written anew. Rows affected: blocks.
delete from retcon_capture_{run:int}
 where {include part_overlap};
