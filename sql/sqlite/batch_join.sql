-- Rows that were judged one by one are packed with those of the blocks that they overlap: most often there are none. Rows
-- affected: how many joined.
insert into temp.retcon_taken_{run:int} (ord, {set: b{.i}, a{.i} | , })
select c.ord, {set: c.b{.i}, c.a{.i} | , }
  from retcon_capture_{run:int} p
 cross join retcon_captured({run:int}) c
 where {include part_overlap}
   and c.ord >= p.from_ord and c.ord <= p.to_ord;
