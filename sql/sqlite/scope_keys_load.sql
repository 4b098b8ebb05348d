-- A piece of the file. Parameter 1: JSON, an array of arrays of texts, one text a key column.
insert into temp.retcon_keys
select {key: json_extract(e.value, '$[' || {.at} || ']') | , } from json_each(?1) e;
