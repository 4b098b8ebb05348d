-- Leave the noted rows out, unless the plan's own exclusions do so. Rows affected: as many.
update temp.retcon_seen
   set reason = {no:int}
 where reason = 0
   and ({key: k{.i} | , }) in (select {key: w.k{.i} | , } from temp.retcon_corrected w);
