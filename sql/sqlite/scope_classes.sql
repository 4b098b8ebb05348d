-- Number the classes. Rows affected: how many there are.
insert into retcon_label (run_id, kind, no, name)
select {run:int}, 'class', row_number() over (order by class nulls last), class
  from ({classed: select distinct class from temp.retcon_tally | }{unclassed: select null as class | }) c;
