-- Who is connected, whatever role was set since. Columns: user. One row.
select session_user::text;
