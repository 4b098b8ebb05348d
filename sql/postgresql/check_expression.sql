-- One expression of the plan, as the database judges it: over the table, in its own scope. Nothing is executed.
select {expression:expr} as value from only {table:table} as {alias:ident}
