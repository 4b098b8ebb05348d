-- The batch, last step: move the checkpoint by what batch_stamp counted. Columns: seen, changed, unchanged, excluded,
-- uncertain, gone, raced (none: nobody else can write), moved. One row; none if the checkpoint is not where the batch began.
update retcon_chunk as h
   set position = h.position + b.seen, changed = h.changed + b.changed,
       unchanged = h.unchanged + b.seen - b.changed - b.excluded - b.uncertain - b.gone,
       excluded = h.excluded + b.excluded, uncertain = h.uncertain + b.uncertain, gone = h.gone + b.gone
  from retcon_batch_{run:int} b
 where h.run_id = {run:int} and h.chunk_no = {chunk_no:int} and h.position = {position:int}
   and b.from_ord = h.first_ord + {position:int} + 1
returning {count:int},
          (select b.changed from retcon_batch_{run:int} b where b.from_ord = first_ord + {position:int} + 1),
          (select b.seen - b.changed - b.excluded - b.uncertain - b.gone
             from retcon_batch_{run:int} b where b.from_ord = first_ord + {position:int} + 1),
          (select b.excluded from retcon_batch_{run:int} b where b.from_ord = first_ord + {position:int} + 1),
          (select b.uncertain from retcon_batch_{run:int} b where b.from_ord = first_ord + {position:int} + 1),
          (select b.gone from retcon_batch_{run:int} b where b.from_ord = first_ord + {position:int} + 1),
          0, 1;
