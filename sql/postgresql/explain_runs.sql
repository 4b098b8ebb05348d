-- Runs that concern a table, the latest first. Parameters: schema or null, table. Columns: id.
select id from retcon.run
 where table_name = $2 and ($1::text is null or table_schema = $1) and list_digest is not null order by id desc;
