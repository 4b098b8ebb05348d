-- Where scope notes the rows that somebody corrected after an earlier run, by the column's number in change.set. No rows.
create temporary table retcon_corrected (
    no int not null,
    {key: k{.i} {.type} not null | , }
) on commit drop;
