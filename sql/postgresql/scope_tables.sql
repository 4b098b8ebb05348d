-- The run's own tables: the candidate list, the excluded keys, the captured corrections, and a view that shows the
-- corrections as plain rows. Several statements, no rows.

-- Frozen keys, packed by column, in stage and key order: candidate (chunk_no, pos) is element pos of each array.
create table retcon.list_{run:int} (
    chunk_no int primary key,
    stage_no int not null,
    n        int not null,
    {key: k{.i} {.type}[] not null | , },
    class_no int[],
    digest   text not null
);
create table retcon.excluded_{run:int} (
    reason   int not null,
    class_no int[],
    {key: k{.i} {.type}[] not null | , }
);
{wrapped: create type {.pack} as (v {.type}); | }
-- One row a batch, every array in the same order: positions in the chunk, classes, keys, values before (b1, ...) and after
-- (a1, ...). It stands alone: a rollback needs nothing else.
create table retcon.capture_{run:int} (
    chunk_no int not null,
    from_pos int not null,   -- the batch's checkpoint; negative: a single row, resolved from quarantine
    pos      smallint[] not null,
    class_no int[],
    {key: k{.i} {.type}[] not null | , },
    {set: b{.i} {.pack}[] not null, a{.i} {.pack}[] not null | , },
    at       timestamptz not null default now(),
    primary key (chunk_no, from_pos)
);
create view retcon.correction_{run:int} as
select c.chunk_no as retcon_chunk, x.pos as retcon_pos, {key: x.k{.i} as {.name} | , },
       {set: x.b{.i} as {.before}, x.a{.i} as {.after} | , },
       c.at as retcon_at
  from retcon.capture_{run:int} c
 cross join lateral unnest(c.pos, {key: c.k{.i} | , }, {set: c.b{.i}, c.a{.i} | , })
                    as x (pos, {key: k{.i} | , }, {set: b{.i}, a{.i} | , });
