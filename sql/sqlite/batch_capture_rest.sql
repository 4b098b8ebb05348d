-- The batch, second step, only if batch_range or batch_capture took fewer rows than the slice has: judge the rest of the slice. Rows that
-- are excluded, uncertain or gone are captured with their outcome and reason, which batch_aside then moves; a row that has
-- become eligible since batch_capture (by the clock) is captured like the others. Rows affected: how many are not unchanged.
with retcon_slice as (
    select retcon_i.* from (
{include part_slice}
    ) as retcon_i
     where not exists (select 1 from temp.retcon_taken_{run:int} c where c.ord = retcon_i.retcon_ord)
       and not exists (select 1 from retcon_captured({run:int}) c where c.ord = retcon_i.retcon_ord)
), retcon_judged as (
{include part_seen}
)
insert into temp.retcon_taken_{run:int} (ord, {set: b{.i}, a{.i} | , }, outcome, reason)
select s.ord, {set: s.b{.i}, s.a{.i} | , }, nullif(s.outcome, 'changed'), s.reason
  from retcon_judged s where s.outcome <> 'unchanged';
