-- A piece of the file. Parameter 1: JSON, an array of arrays of texts, one text a key column.
insert into pg_temp.retcon_keys
select {key: (e ->> {.at})::{.type} | , } from json_array_elements($1::json) e;
