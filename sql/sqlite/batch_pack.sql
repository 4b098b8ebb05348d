-- Keep the captured values, in one block if that is no larger than most. Rows affected: one; none if batch_pack_large is needed.
insert into retcon_capture_{run:int} (from_ord, to_ord, n, body)
select min(t.ord), max(t.ord), count(*), retcon_pack(4000000, t.ord, {set: t.b{.i}, t.a{.i} | , }) as body
  from temp.retcon_taken_{run:int} t
having body is not null;
