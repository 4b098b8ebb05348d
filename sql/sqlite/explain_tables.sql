-- Tables that runs concern, for "did you mean". Columns: schema, table.
select distinct table_schema, table_name from retcon_run limit 1000;
