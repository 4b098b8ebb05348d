-- The batch, last step: count what was captured and what was set aside, and move the checkpoint; the rest was unchanged.
-- Columns: seen, changed, unchanged, excluded, uncertain, gone, raced (none: nobody else can write), moved. One row; none
-- if the checkpoint is not where the batch began.
update retcon_chunk
   set position = retcon_chunk.position + {count:int},
       changed = retcon_chunk.changed + k.changed,
       unchanged = retcon_chunk.unchanged + {count:int} - k.changed - k.excluded - k.uncertain - k.gone,
       excluded = retcon_chunk.excluded + k.excluded, uncertain = retcon_chunk.uncertain + k.uncertain, gone = retcon_chunk.gone + k.gone
  from (select c.changed, s.excluded, s.uncertain, s.gone
          from (select count(*) as changed
                  from retcon_chunk h
                 cross join retcon_capture_{run:int} c
                 where h.run_id = {run:int} and h.chunk_no = {chunk_no:int}
                   and c.ord > h.first_ord + {position:int} and c.ord <= h.first_ord + {position:int} + {count:int}) c,
               (select count(*) filter (where outcome = 'excluded') as excluded,
                       count(*) filter (where outcome = 'uncertain') as uncertain,
                       count(*) filter (where outcome = 'gone') as gone
                  from retcon_set_aside
                 where run_id = {run:int} and chunk_no = {chunk_no:int}
                   and pos > {position:int} and pos <= {position:int} + {count:int}) s
         limit 1) as k
 where retcon_chunk.run_id = {run:int} and retcon_chunk.chunk_no = {chunk_no:int}
   and retcon_chunk.position = {position:int}
returning 1;
