-- Add to samples what became of them. Parameter: JSON, an array of objects. Rows affected: one each, unless it was done before.
update retcon_audit_sample as s
   set before = json_extract(e.value, '$.before'), outcome = json_extract(e.value, '$.outcome'),
       reason = json_extract(e.value, '$.reason'), after = json_extract(e.value, '$.after'),
       now = json_extract(e.value, '$.now'), as_predicted = json_extract(e.value, '$.as_predicted'),
       taken_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  from json_each(?1) e
 where s.run_id = {run:int} and s.no = json_extract(e.value, '$.no') and s.taken_at is null;
