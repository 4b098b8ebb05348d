-- A slice of a rollback in one pass over the rows between its first key and its last: those of the slice that hold what the
-- run wrote get their prior values. Rows affected: as many; unless that is the whole slice, it is done again by undo_see.
update {table:table} as t
   set {set: {.name} = retcon_prior({.i}, t.{first_key:ident}) | , }
 where {bound: t.{.name} between {.low} and {.high} | and }
   and case when retcon_expects(t.{first_key:ident}) then retcon_still(t.{first_key:ident}, {set: t.{.name} | , }) else 0 end;
