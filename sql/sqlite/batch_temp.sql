-- Where the rows of a slice that are judged one by one are noted: values before and after, and for those that do not change
-- the outcome and reason, on their way to retcon_set_aside. Its columns have the affinity of the user's columns, so that a
-- value is here what it will be there. Empty between batches. Once a connection, in any write transaction. No rows.
create temporary table if not exists retcon_taken_{run:int} (
    ord     integer primary key,
    {set: b{.i} {.type}, a{.i} {.type} | , },
    outcome text,
    reason  integer
);
