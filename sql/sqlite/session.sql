-- What every session has. Foreign keys are enforced only when asked for.
pragma foreign_keys = on;
pragma temp_store = memory
