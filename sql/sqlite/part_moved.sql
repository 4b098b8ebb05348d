-- What a stage's captured rows come to, by class: class_no, n rows, and by how much the sum of each numeric column moved
-- (d1, …). Of blocks that were added up when they were made; of the others row by row. Several rows a class.
    select cast(j.key as integer) as class_no, json_extract(j.value, '$[0]') as n
           {number+: , json_extract(j.value, '$[' || {.at} || ']') as d{.at} }
      from retcon_chunk h
     cross join retcon_capture_{run:int} p
     cross join json_each(p.moved) j
     where h.run_id = {run:int} and h.stage_no = {stage_no:int}
       and p.from_ord > h.first_ord and p.from_ord <= h.first_ord + h.n and p.moved is not null
     union all
    select l.class_no, 1 {number+: , coalesce(c.a{.at} - c.b{.at}, c.a{.at}, - c.b{.at}) }
      from retcon_chunk h
     cross join retcon_capture_{run:int} p
     cross join retcon_captured({run:int}) c
     cross join retcon_listed({run:int}) l
     where h.run_id = {run:int} and h.stage_no = {stage_no:int}
       and p.from_ord > h.first_ord and p.from_ord <= h.first_ord + h.n and p.moved is null
       and c.ord >= p.from_ord and c.ord <= p.to_ord and l.ord = c.ord
