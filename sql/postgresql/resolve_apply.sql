-- An uncertain or failed row, decided by a person: change it after all, doubts aside, with its prior values captured; the
-- account moves from its old outcome to changed (or unchanged). The row is locked before by batch_lock.
-- Columns: outcome, changed. One row.
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
    insert into retcon.capture_{run:int} (chunk_no, from_pos, pos, class_no, {key: k{.i} | , }, {set: b{.i}, a{.i} | , })
    select {chunk_no:int}, - {pos:int}, array[c.pos::smallint],
           {classed: array[c.class_no] | }{unclassed: null | }, {key: array[c.k{.i}] | , },
           {set: array[{.row}(c.b{.i})::{.pack}], array[{.row}(c.a{.i})::{.pack}] | , }
      from changed c
), moved as (
    update retcon.chunk h
       set changed = h.changed + (select count(*) from changed),
           unchanged = h.unchanged + (select count(*) from seen where outcome = 'unchanged'),
           uncertain = h.uncertain - (a.outcome = 'uncertain')::int,
           failed = h.failed - (a.outcome = 'failed')::int
      from retcon.set_aside a
     where a.run_id = {run:int} and a.chunk_no = {chunk_no:int} and a.pos = {pos:int}
       and h.run_id = {run:int} and h.chunk_no = {chunk_no:int}
       and not exists (select from retcon.run r where r.id = {run:int}
                          and r.state in ('rolling_back', 'rolled_back', 'abandoned'))
       and (exists (select from changed) or exists (select from seen where outcome = 'unchanged'))
    returning 1
)
select s.outcome, (select count(*) from moved) from seen s;
