-- Freeze the candidates: in stage order, within a stage in key order. ord is given by the order of arrival; what was
-- scanned is in the order of the key.
insert into retcon_list_{run:int} ({key: k{.i} | , }, class_no)
select {key: s.k{.i} | , }, {classed: l.no | }{unclassed: null | }
  from temp.retcon_seen s
  {classed: join retcon_label l on l.run_id = {.at} and l.kind = 'class' and l.name is s.class | }
 where s.reason = 0
 order by {staged: s.stage_no, | }s.rowid;
