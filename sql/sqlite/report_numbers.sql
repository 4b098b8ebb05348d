-- What really happened to the numeric columns: sums of the captured values. Columns: for each numeric column sum before,
-- sum after, sum of the differences. One row.
select {number: sum(c.b{.at}), sum(c.a{.at}), sum(c.a{.at}) - sum(c.b{.at}) | , }
  from retcon_capture_{run:int} c where c.outcome is null;
