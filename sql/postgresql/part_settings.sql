-- Every setting that alters what a statement means, how a value looks as text, or what a row's owner hides from
-- us. Local to the transaction, so that nothing leaks to another client of a connection pooler.
pg_catalog.set_config('search_path', '', true),
pg_catalog.set_config('client_encoding', 'UTF8', true),
pg_catalog.set_config('DateStyle', 'ISO, YMD', true),
pg_catalog.set_config('IntervalStyle', 'postgres', true),
pg_catalog.set_config('TimeZone', 'UTC', true),
pg_catalog.set_config('extra_float_digits', '3', true),
pg_catalog.set_config('bytea_output', 'hex', true),
pg_catalog.set_config('lc_monetary', 'C', true),
pg_catalog.set_config('xmloption', 'content', true),
pg_catalog.set_config('standard_conforming_strings', 'on', true),
pg_catalog.set_config('row_security', 'off', true),
pg_catalog.set_config('jit', 'off', true)
