-- The planner's way through a SELECT, which is not executed. query: the SELECT.
-- Columns: a line. A row for each.
explain {query:statement}
