-- One assignment of the plan, as the database judges it. Nothing is executed.
update {table:table} as {alias:ident} set {column:ident} = {expression:expr}
