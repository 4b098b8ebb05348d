-- What SQLite knows of a function. ?1 its name. The time of day stays the same within a statement, and is not listed
-- as such when it is written as a word.
-- Columns: built in, different at each call (an aggregate never is). One row.
select max(builtin),
       max(type = 's' and flags & 0x800 = 0
           and name not in ('current_date', 'current_time', 'current_timestamp', 'sqlite_version'))
  from pragma_function_list
 where name = ?1 collate nocase
