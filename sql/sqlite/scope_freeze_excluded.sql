-- Keep the excluded keys with their reason, so that "why was this row left alone?" has an answer.
insert into retcon_excluded_{run:int} (reason, {key: k{.i} | , }, class_no)
select s.reason, {key: s.k{.i} | , }, {classed: l.no | }{unclassed: null | }
  from temp.retcon_seen s
  {classed: join retcon_label l on l.run_id = {.at} and l.kind = 'class' and l.name is s.class | }
 where s.reason > 0
 order by s.reason, s.rowid;
