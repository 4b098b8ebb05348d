-- The batch in one pass over the rows between the slice's first key and its last: those of the slice that are eligible and
-- that change are captured by retcon_take(), and written. retcon_expects() says no to all others, and fails if there are
-- very many; which of the slice's rows are not among those that changed, and why, batch_capture_rest finds out. Rows affected: how many changed.
update {table:table} as {alias:ident}
   set {set: {.name} = {.expr} | , }
 where {bound: {alias:ident}.{.name} between {.low} and {.high} | and }
   and case when not retcon_expects({alias:ident}.{first_key:ident}) then 0 when {where:expr} is not true then 0 {exclude: when {.expr} then 0 | }
            else retcon_take({alias:ident}.{first_key:ident}, {set: {alias:ident}.{.name}, {.expr}, '{.type}' | , })
       end;
