-- What stands behind retcon_listed() and retcon_captured(): the blocks of a run's table of them, from the one on that has a row
-- or begins behind it. Parameter 1: ord of the row. Columns: first and last ord of the block, its body.
select from_ord, to_ord, body
  from main.{blocks:ident}
 where from_ord >= coalesce((select max(from_ord) from main.{blocks:ident} where from_ord <= ?1), 0)
   and to_ord >= ?1
 order by from_ord;
