-- Number the classes. Rows affected: how many there are.
insert into retcon.label (run_id, kind, no, name)
select {run:int}, 'class', row_number() over (order by class collate "C" nulls last), class
  from ({classed: select distinct class from pg_temp.retcon_tally | }{unclassed: select null::text as class | }) c;
