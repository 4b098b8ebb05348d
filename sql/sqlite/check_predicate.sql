-- One condition of the plan, as the database judges it. Nothing is executed.
select 1 from {table:table} as {alias:ident} where {expression:expr}
