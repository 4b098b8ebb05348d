-- How a row stands: "t" is the row now, "c" the captured images. "Still ours" means the same image.
case when {key: t.{.name} is null | or } then 'vanished'
     when {set: t.{.name} is c.a{.i} collate binary | and } {typed+: and typeof(t.{.name}) = typeof(c.a{.at}) }
         then 'restorable'
     when {set: t.{.name} is c.b{.i} collate binary | and } {typed+: and typeof(t.{.name}) = typeof(c.b{.at}) }
         then 'already'
     else 'conflict'
end
