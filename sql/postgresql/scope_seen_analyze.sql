-- The planner's statistics of what was scanned: without them it takes millions of rows for a handful.
analyze pg_temp.retcon_seen;
