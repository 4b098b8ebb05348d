-- Where scope notes the rows it saw. Columns have the affinity of the key's, so that a key is stored here as it is there.
-- No rows.
create temporary table retcon_seen (
    {key: k{.i} {.type} | , },
    reason   integer not null,
    class    text,
    stage_no integer not null
);
