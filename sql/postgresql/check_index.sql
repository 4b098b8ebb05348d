-- The scan that scope will do: is an index used? Nothing is executed.
select {key: {alias:ident}.{.name} | , } from only {table:table} as {alias:ident} where {where:expr}
