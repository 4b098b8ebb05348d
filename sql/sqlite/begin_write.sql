-- The only way to write. IMMEDIATE, for a deferred transaction that becomes a writer fails at once where another
-- writes, whatever the busy timeout.
begin immediate
