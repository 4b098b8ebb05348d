-- After a scope that failed for some row: does this expression of it fail for one that matches scope.where, and that none of
-- the exclusions before it leaves out? Columns: n. One row.
select count(*) from only {table:table} as {alias:ident}
 where case when {where:expr} is not true then false {before: when {.expr} then false | } else ({expression:expr}) is null end;
