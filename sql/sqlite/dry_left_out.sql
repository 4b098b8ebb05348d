-- A few rows of each reason for which rows were left out at the freeze. Columns: class, reason, key columns, the present
-- value of each column that is set.
select l.name, e.name, {key: x.k{.i} | , },
       {set: case when typeof(t.{.name}) in ('text', 'blob') then substr(t.{.name}, 1, 1000) else t.{.name} end | , }
  from (select x.*, row_number() over (partition by x.reason order by x.rowid * 2654435761 % 4294967296) as turn
          from retcon_excluded_{run:int} x) x
  join retcon_label e on e.run_id = {run:int} and e.kind = 'exclude' and e.no = x.reason
  left join retcon_label l on l.run_id = {run:int} and l.kind = 'class' and l.no = x.class_no
  left join {table:table} as t on {key: t.{.name} = x.k{.i} | and }
 where x.turn <= {per_class:int}
 order by x.reason, x.turn;
