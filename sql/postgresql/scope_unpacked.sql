-- After scope_tables, on a server that was built without lz4: keys are kept as they are. The compression that such a server has
-- takes a microsecond a key, as long as everything else that is done to freeze one. Several statements, no rows.
alter table retcon.list_{run:int} {key: alter k{.i} set storage external | , };
alter table retcon.capture_{run:int} {key: alter k{.i} set storage external | , };
