-- The scan that scope will do: is an index used? Nothing is executed.
select {key: {alias:ident}.{.name} | , } from {table:table} as {alias:ident} where {where:expr}
