-- After batch_aside: these rows are no corrections. Rows affected: as many as batch_aside set aside.
delete from temp.retcon_taken_{run:int}
 where ord > (select first_ord from retcon_chunk where run_id = {run:int} and chunk_no = {chunk_no:int}) + {position:int}
   and ord <= (select first_ord from retcon_chunk where run_id = {run:int} and chunk_no = {chunk_no:int})
              + {position:int} + {count:int}
   and outcome is not null;
