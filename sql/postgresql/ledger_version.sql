-- Is there a ledger, and is it whole?
-- Columns: how many of its tables exist, the first that does not. One row.
select count(*) filter (where to_regclass('retcon.' || t.name) is not null),
       min(t.name) filter (where to_regclass('retcon.' || t.name) is null)
  from unnest(array['meta', 'run', 'label', 'stage', 'scope_count', 'chunk', 'set_aside', 'undo', 'undo_chunk', 'event',
                    'chain', 'runner', 'approval', 'debt']) as t (name);
