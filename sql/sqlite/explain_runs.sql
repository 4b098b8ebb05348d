-- Runs that concern a table, the latest first; pruned ones too, for they did consider rows. Parameters: schema or null,
-- table. Columns: id.
select id from retcon_run
 where table_name = ?2 collate nocase and (?1 is null or table_schema = ?1 collate nocase) order by id desc;
