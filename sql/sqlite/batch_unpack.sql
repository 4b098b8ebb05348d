-- After batch_join: the blocks that will be written anew. Rows affected: blocks.
delete from retcon_packed_{run:int}
 where from_ord in (
{include part_overlap}
       );
