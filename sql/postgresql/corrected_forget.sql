-- What an earlier run wrote to a column is judged by the latest of them: forget what was noted of its rows before.
-- Rows affected: as many.
delete from pg_temp.retcon_corrected w
 using retcon.capture_{earlier:int} c
 cross join lateral unnest({key: c.k{.i} | , }) as x ({key: k{.i} | , })
 where w.no = {no:int} and {key: w.k{.i} = x.k{.i} | and };
