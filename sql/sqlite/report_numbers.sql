-- What really happened to the numeric columns: sums of the captured values. Columns: for each numeric column sum before,
-- sum after, sum of the differences. One row.
select {number: retcon_sum(c.b{.at}), retcon_sum(c.a{.at}), retcon_sum(c.a{.at}) - retcon_sum(c.b{.at}) | , }
  from retcon_captured({run:int}) c;
