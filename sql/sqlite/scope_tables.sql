-- The run's own tables: the candidate list, the excluded keys, the captured corrections, the rows of its rollbacks, and a
-- view that shows the corrections as plain rows. Several statements, no rows. Columns have the affinity of the user's
-- columns, so that a value is stored here exactly as it is there.

-- Frozen keys, in stage and key order: ord is 1, 2, 3, … without a gap.
create table retcon_list_{run:int} (
    ord      integer primary key,
    {key: k{.i} {.type} not null | , },
    class_no integer
);
create table retcon_excluded_{run:int} (
    reason   integer not null,
    {key: k{.i} {.type} not null | , },
    class_no integer
);
-- Values before (b1, …) and after (a1, …) of each changed row. outcome and reason are set only within a batch's
-- transaction, of rows on their way to retcon_set_aside.
create table retcon_capture_{run:int} (
    ord     integer primary key,
    {set: b{.i} {.type}, a{.i} {.type} | , },
    outcome text,
    reason  integer
);
-- When, and how many corrections: one row a batch, from its first row on.
create table retcon_batch_{run:int} (
    from_ord integer primary key,
    n        integer not null,
    at       text not null
);
create table retcon_undo_row_{run:int} (
    undo_no integer not null,
    idx     integer not null,
    ord     integer not null,
    primary key (undo_no, idx)
) without rowid;
create view retcon_correction_{run:int} as
select h.chunk_no, c.ord - h.first_ord as pos, {key: l.k{.i} as {.name} | , },
       {set: c.b{.i} as {.before}, c.a{.i} as {.after} | , },
       coalesce((select s.resolved_at from retcon_set_aside s
                  where s.run_id = {run:int} and s.chunk_no = h.chunk_no and s.pos = c.ord - h.first_ord
                    and s.resolution in ('apply', 'retry')),
                (select b.at from retcon_batch_{run:int} b where b.from_ord <= c.ord order by b.from_ord desc limit 1)) as at
  from retcon_capture_{run:int} c
  join retcon_list_{run:int} l on l.ord = c.ord
  join retcon_chunk h on h.run_id = {run:int}
                     and h.first_ord = (select max(x.first_ord) from retcon_chunk x
                                         where x.run_id = {run:int} and x.first_ord < c.ord)
 where c.outcome is null;
