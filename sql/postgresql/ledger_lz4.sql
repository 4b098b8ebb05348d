-- Can values be compressed with lz4? One row if so.
select 1 from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals);
