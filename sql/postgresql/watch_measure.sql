-- A watch of the plan: one number. On a handle that cannot write. Columns: value. One row.
select {expression:expr}::text;
