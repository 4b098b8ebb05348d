-- A freeze sorts: for its transaction it takes the memory that the server grants to maintenance, and not less than 64 MB.
-- Columns: work_mem. One row.
select set_config('work_mem', greatest(setting::bigint, 65536)::text || 'kB', true)
  from pg_catalog.pg_settings
 where name = 'maintenance_work_mem';
