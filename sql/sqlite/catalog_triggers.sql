-- Triggers. table_name: the table's name.
-- Columns: name, when, function, on update, row level, before, enabled, constraint. A row for each, by name.
select name,
       case when event like 'BEFORE %' or event like 'AFTER %' or event like 'INSTEAD %' then event
            else 'BEFORE ' || event end || ' FOR EACH ROW',
       null,
       event like 'UPDATE%' or event like '% UPDATE%',
       1,
       event not like 'AFTER %' and event not like 'INSTEAD %',
       1,
       0
  from (select name, retcon_trigger_event(sql) as event
          from sqlite_schema
         where type = 'trigger' and tbl_name = {table_name:text} collate nocase)
 order by name
