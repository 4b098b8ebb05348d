-- A slice of a rollback in one pass over the rows between its first key and its last: those of the slice that hold what the
-- run wrote get their prior values. Rows affected: as many; unless that is the whole slice, it is done again by undo_see.
update {table:table} as t
   set {set: {.name} = retcon_prior({.i}, t.{first_key:ident}) | , }
 where {bound: t.{.name} between {.low} and {.high} | and }
   and retcon_still({bound: t.{.name} | , }, {set: t.{.name} | , });
