-- Add to samples what became of them. Parameter: JSON, an array of objects. Rows affected: one each, unless it was done before.
update retcon.audit_sample s
   set before = e ->> 'before', outcome = e ->> 'outcome', reason = e ->> 'reason', after = e ->> 'after', now = e ->> 'now',
       as_predicted = (e ->> 'as_predicted')::boolean, taken_at = clock_timestamp()
  from json_array_elements($1::json) e
 where s.run_id = {run:int} and s.no = (e ->> 'no')::int and s.taken_at is null;
