-- The rows between the first key of the slice and its last ("bounds") that the plan takes, in the order of the key, with
-- their versions; at most twice as many as the slice has are read.
-- first: of a key of several columns, for the planner alone: how little lies between two rows it cannot tell.
    select {alias:ident}.*
      from (select {alias:ident}.*, {alias:ident}.xmin as retcon_version
              from only {table:table} as {alias:ident}
             where ({key: {alias:ident}.{.name} | , }) >= ({key: (select low{.i} from bounds) | , })
               and ({key: {alias:ident}.{.name} | , }) <= ({key: (select high{.i} from bounds) | , })
                   {first: and {alias:ident}.{.name} between (select low1 from bounds) and (select high1 from bounds) }
             order by {key: {alias:ident}.{.name} | , }
             limit 2 * {count:int}) as {alias:ident}
     where case when {where:expr} is not true then false
                {exclude: when {.expr} then false | }
                else true
           end
