-- scope.keys_from: a temporary table for the keys of the file. No rows.
create temporary table retcon_keys ({key: k{.i} {.type} | , });
