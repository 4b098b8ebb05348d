-- One expression of the plan, as the database judges it: of one row of the table, hence where no aggregate may stand.
-- Nothing is executed.
select 1 from {table:table} as {alias:ident} where {expression:expr} is null
