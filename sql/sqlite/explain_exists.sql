-- Is the row there? Parameters: a text a key column; a BLOB is written x'…' and looked for in the whole table. One row if so.
select 1 from {table:table} as t
 where {key: t.{.name} = case when typeof(cast('1' as {.type})) = 'blob' and cast(cast(?{.i} as integer) as text) = ?{.i}
                              then cast(?{.i} as integer) else ?{.i} end | and }
union all
select 1 from {table:table} as t
 where ({key: ?{.i} like 'x''%''' | or })
   and {key: (t.{.name} = ?{.i} or (typeof(t.{.name}) = 'blob' and 'x''' || lower(hex(t.{.name})) || '''' = ?{.i})) | and }
 limit 1;
