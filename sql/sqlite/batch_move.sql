-- The batch, last step: count what was captured (batch_stamp did) and what was set aside, and move the checkpoint; the rest
-- was unchanged. Columns: seen, changed, unchanged, excluded, uncertain, gone, raced (none: nobody else can write), moved.
-- One row; none if the checkpoint is not where the batch began.
update retcon_chunk as h
   set position = h.position + {count:int},
       changed = h.changed + k.changed,
       unchanged = h.unchanged + {count:int} - k.changed - k.excluded - k.uncertain - k.gone,
       excluded = h.excluded + k.excluded, uncertain = h.uncertain + k.uncertain, gone = h.gone + k.gone
  from ({include part_batch_counts}) as k
 where h.run_id = {run:int} and h.chunk_no = {chunk_no:int} and h.position = {position:int}
returning {count:int},
          (select k.changed from ({include part_batch_counts}) k),
          (select {count:int} - k.changed - k.excluded - k.uncertain - k.gone from ({include part_batch_counts}) k),
          (select k.excluded from ({include part_batch_counts}) k),
          (select k.uncertain from ({include part_batch_counts}) k),
          (select k.gone from ({include part_batch_counts}) k),
          0, 1;
