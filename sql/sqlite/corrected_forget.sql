-- What an earlier run wrote to a column is judged by the latest of them: forget what was noted of its rows before.
-- Rows affected: as many.
delete from temp.retcon_corrected
 where no = {no:int}
   and ({key: k{.i} | , }) in (select {key: l.k{.i} | , }
                                 from retcon_captured({earlier:int}) c
                                 join retcon_listed({earlier:int}) l on l.ord = c.ord);
