-- Keep captured values that are too large for one block, in blocks of about a million characters. Rows affected: blocks.
insert into retcon_capture_{run:int} (from_ord, to_ord, n, body)
select min(x.ord), max(x.ord), count(*), retcon_pack(null, x.ord, {set: x.b{.i}, x.a{.i} | , })
  from (select t.*, sum(8 {set+: + ifnull(length(t.b{.i}), 0) + ifnull(length(t.a{.i}), 0) }) over (order by t.ord)
                    / 1000000 as block
          from temp.retcon_taken_{run:int} t) x
 group by x.block;
