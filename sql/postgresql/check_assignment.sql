-- One assignment of the plan, as the database judges it: does the expression's type fit the column? Nothing is executed.
update only {table:table} as {alias:ident} set {column:ident} = {expression:expr}
