-- What SQLite knows of a function. ?1 its name.
-- Columns: built in, different at each call (an aggregate never is). One row.
select max(builtin), max(type = 's' and flags & 0x800 = 0) from pragma_function_list where name = ?1 collate nocase
