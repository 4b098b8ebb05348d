-- Second step: put the prior values back. Nobody else can write since the claim. Rows affected: as many as are restorable.
update {table:table} as t
   set {set: {.name} = x.b{.i} | , }
  from (select {key: l.k{.i} | , }, {set: c.b{.i} | , }
          from temp.retcon_undo_seen s, retcon_captured({run:int}) c, retcon_listed({run:int}) l
         where s.state = 'restorable' and c.ord = +s.ord and l.ord = +s.ord) as x
 where {key: t.{.name} = +x.k{.i} and t.{.name} is x.k{.i} collate binary | and };
