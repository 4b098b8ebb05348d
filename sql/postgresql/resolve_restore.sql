-- A conflict, decided by a person: the prior values, whatever is there now. Columns: restored. One row.
with prior as (
    select {key: x.k{.i} | , }, {set: x.b{.i} as b{.i} | , }
      from retcon.capture_{run:int} c
     cross join lateral unnest(c.pos, {key: c.k{.i} | , }, {set: c.b{.i} | , })
                        as x (pos, {key: k{.i} | , }, {set: b{.i} | , })
     where c.chunk_no = {chunk_no:int} and x.pos = {pos:int}
), restored as (
    update only {table:table} as t set {set: {.name} = p.b{.i} | , }
      from prior p where {key: t.{.name} = p.k{.i} | and }
    returning 1
)
select count(*) from restored;
