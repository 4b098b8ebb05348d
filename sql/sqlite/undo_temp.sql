-- Where undo_see notes how the rows of a slice stand. Once a connection, in any write transaction. No rows.
create temporary table if not exists retcon_undo_seen (
    state text not null,
    ord   integer not null,
    primary key (state, ord)
) without rowid;
