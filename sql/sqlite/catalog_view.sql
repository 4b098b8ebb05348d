-- Prepared, never run: the authorizer tells which columns a view reads, through any depth.
-- table: the view. As many columns and rows as it has.
select * from {table:table}
