-- The planner's way through a SELECT, which is not executed. query: the SELECT.
-- Columns: id, parent, unused, a line. A row for each.
explain query plan {query:statement}
