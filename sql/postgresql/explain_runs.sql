-- Runs that concern a table, the latest first; pruned ones too, for they did consider rows. Parameters: schema or null,
-- table. Columns: id.
select id from retcon.run
 where table_name = $2 and ($1::text is null or table_schema = $1) order by id desc;
