-- Which earlier runs wrote columns of this table that this run's plan sets, by the same key and in the same types, and still
-- have their captured values? Columns: id, the column's number there, and here. A row for each run and column, oldest first.
select o.id, l.no, mine.no
  from retcon.run r
  join retcon.run o on o.table_id = r.table_id and o.id < r.id and o.started_at is not null and o.list_digest is not null
  join retcon.label mine on mine.run_id = r.id and mine.kind = 'column'
  join retcon.label mine_type on mine_type.run_id = r.id and mine_type.kind = 'column_type' and mine_type.no = mine.no
  join retcon.label l on l.run_id = o.id and l.kind = 'column' and l.name = mine.name
  join retcon.label l_type on l_type.run_id = o.id and l_type.kind = 'column_type' and l_type.no = l.no
                          and l_type.name = mine_type.name
 where r.id = {run:int}
   and (select string_agg(concat_ws(' ', k.kind, k.no, k.name), chr(31) order by k.kind, k.no)
          from retcon.label k where k.run_id = r.id and k.kind in ('key', 'key_type'))
     = (select string_agg(concat_ws(' ', k.kind, k.no, k.name), chr(31) order by k.kind, k.no)
          from retcon.label k where k.run_id = o.id and k.kind in ('key', 'key_type'))
 order by o.id, mine.no;
