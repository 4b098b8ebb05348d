-- The checkpoint moves if every row of the slice was changed, and the run is still to be done.
    update retcon.chunk c
       set position = c.position + k.changed, changed = c.changed + k.changed
      from counted k
     where c.run_id = {run:int} and c.chunk_no = {chunk_no:int} and c.position = {position:int}
       and k.changed = {count:int}
       and not exists (select from retcon.run r where r.id = {run:int}
                          and r.state in ('rolling_back', 'rolled_back', 'abandoned'))
