-- Does a constraint of the table replace rows on a conflict? Then one update can delete other rows, without a word. One row
-- if so. (Read from the table's text; a comment that says so counts, too.)
select 1 from sqlite_schema
 where type = 'table' and name = {table_name:text} collate nocase and lower(sql) glob '*on*conflict*replace*';
