-- A temporary view over the fragments, in a transaction that is always rolled back: its stored tree tells what they
-- read and call. query: the SELECT.
create temporary view retcon_expression as {query:statement}
