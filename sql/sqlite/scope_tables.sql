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
-- One row a batch: its first row, what it came to, and when.
create table retcon_batch_{run:int} (
    from_ord  integer primary key,
    seen      integer not null,
    changed   integer not null,
    excluded  integer not null,
    uncertain integer not null,
    gone      integer not null,
    at        text not null
);
-- The rows of all its rollbacks, in the order in which they are restored; retcon_undo_chunk tells which belong to which.
create table retcon_undo_row_{run:int} (
    idx integer primary key,
    ord integer not null
);
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
