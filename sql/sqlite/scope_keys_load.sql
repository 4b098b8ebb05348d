-- A piece of the file. Parameter 1: JSON, an array of arrays of texts, one text a key column. A column with affinity turns
-- the text into its own type; one without takes whole numbers as integers.
insert into temp.retcon_keys
select {key: case when typeof(cast('1' as {.type})) = 'blob'
                   and cast(cast(json_extract(e.value, '$[{.at}]') as integer) as text) = json_extract(e.value, '$[{.at}]')
                  then cast(json_extract(e.value, '$[{.at}]') as integer)
                  else json_extract(e.value, '$[{.at}]') end | , }
  from json_each(?1) e;
