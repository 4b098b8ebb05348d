-- The run's own tables: the candidate list, the excluded keys, the captured corrections, the rows of its rollbacks, and a
-- view that shows the corrections as plain rows (a BLOB as the JSON object {"blob": its bytes in hex}). Several statements, no rows. Columns have the affinity of the user's
-- columns, so that a value is stored here exactly as it is there.

-- Frozen keys, in stage and key order: ord is 1, 2, 3, … without a gap. A block a chunk; the body is a JSON array with an element
-- for each row: [number of its class, k1, …]. retcon_listed() reads it.
create table retcon_list_{run:int} (
    from_ord integer primary key,
    to_ord   integer not null,
    body     text not null
);
create table retcon_excluded_{run:int} (
    reason   integer not null,
    {key: k{.i} {.type} not null | , },
    class_no integer
);
-- Values before and after of the rows that changed, in blocks: the body is a JSON array with an element for each row from
-- from_ord on, 0 if it did not change, else [before, after] of each column. retcon_captured() reads it; most often a block is
-- what a batch changed, and never more than some megabytes if a single row is not. No two overlap.
create table retcon_capture_{run:int} (
    from_ord integer primary key,
    to_ord   integer not null,
    n        integer not null,  -- rows that changed
    moved    text,              -- JSON: by number of the class, [rows, by how much the sum of each column moved]; null: to be
                                -- added up from the rows
    body     text not null
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
-- The rows of all its rollbacks; retcon_undo_chunk tells which belong to which, and in which order they are restored.
create table retcon_undo_row_{run:int} (
    idx integer primary key,
    ord integer not null
);
create view retcon_correction_{run:int} as
select h.chunk_no, c.ord - h.first_ord as pos, {key: l.k{.i} as {.name} | , },
       {set: json_extract(c.pair, '$[' || (2 * {.i} - 2) || ']') as {.before},
             json_extract(c.pair, '$[' || (2 * {.i} - 1) || ']') as {.after} | , },
       coalesce((select s.resolved_at from retcon_set_aside s
                  where s.run_id = {run:int} and s.chunk_no = h.chunk_no and s.pos = c.ord - h.first_ord
                    and s.resolution in ('apply', 'retry')),
                (select b.at from retcon_batch_{run:int} b where b.from_ord <= c.ord order by b.from_ord desc limit 1)) as at
  from (select p.from_ord + j.key as ord, j.value as pair
          from retcon_capture_{run:int} p, json_each(p.body) j where j.type = 'array') c
  join (select q.from_ord + j.key as ord, {key: json_extract(j.value, '$[{.i}]') as k{.i} | , }
          from retcon_list_{run:int} q, json_each(q.body) j) l on l.ord = c.ord
  join retcon_chunk h on h.run_id = {run:int}
                     and h.first_ord = (select max(x.first_ord) from retcon_chunk x
                                         where x.run_id = {run:int} and x.first_ord < c.ord);
