-- The batch, in one statement, under a snapshot younger than the claim: read the rows of the slice, ask again whether
-- they are eligible, change those that are still the version read, capture the values before and after, set the others
-- aside with their reason, count, and move the checkpoint. If a row was changed by somebody else between reading and
-- writing ("raced"), the checkpoint stays, and the runner rolls back and tries again with the rows locked first.
-- Columns: seen, changed, unchanged, excluded, uncertain, gone, raced, moved. One row.
with slice as materialized (
{include part_slice}
), seen as materialized (
{include part_seen}
), changed as (
    update only {table:table} as t
       set {set: {.name} = s.a{.i} | , }
      from seen s
     where t.ctid = s.tid and t.xmin = s.version and s.outcome = 'changed'
    returning s.pos, s.class_no, {key: s.k{.i} | , }, {set: s.b{.i}, t.{.name}::{.type} as a{.i} | , }
), captured as (
{include part_capture}
), aside as (
    insert into retcon.set_aside (run_id, chunk_no, pos, outcome, reason)
    select {run:int}, s.chunk_no, s.pos, s.outcome, s.reason
      from seen s where s.outcome in ('excluded', 'uncertain', 'gone')
), counted as (
    select count(*) as seen,
           count(*) filter (where outcome = 'changed') as planned,
           (select count(*) from changed) as changed,
           count(*) filter (where outcome = 'unchanged') as unchanged,
           count(*) filter (where outcome = 'excluded') as excluded,
           count(*) filter (where outcome = 'uncertain') as uncertain,
           count(*) filter (where outcome = 'gone') as gone
      from seen
), moved as (
    update retcon.chunk c
       set position = c.position + k.seen,
           changed = c.changed + k.changed, unchanged = c.unchanged + k.unchanged,
           excluded = c.excluded + k.excluded, uncertain = c.uncertain + k.uncertain, gone = c.gone + k.gone
      from counted k
     where c.run_id = {run:int} and c.chunk_no = {chunk_no:int} and c.position = {position:int}
       and k.seen = {count:int} and k.planned = k.changed
       and not exists (select from retcon.run r where r.id = {run:int}
                          and r.state in ('rolling_back', 'rolled_back', 'abandoned'))
    returning c.chunk_no
)
select k.seen, k.changed, k.unchanged, k.excluded, k.uncertain, k.gone, k.planned - k.changed,
       (select count(*) from moved)
  from counted k;
