-- Settings of the file that matter to a run. Columns: level (ok, note, warning), text, hint. One row a setting.
select case journal_mode when 'wal' then 'ok' when 'off' then 'warning' when 'memory' then 'warning' else 'note' end,
       'journal_mode is ' || journal_mode,
       case when journal_mode in ('off', 'memory') then 'a crash in the middle of a batch can damage the file'
            when journal_mode <> 'wal' then 'readers wait while a batch commits; in wal mode they do not' end
  from pragma_journal_mode
union all
select 'ok', 'SQLite ' || sqlite_version(), null
union all
select case when freelist_count > 100000 then 'note' else 'ok' end,
       page_count || ' pages of ' || page_size || ' bytes, ' || freelist_count || ' of them free',
       case when freelist_count > 100000 then 'vacuum gives the free pages back to the file system' end
  from pragma_page_count, pragma_page_size, pragma_freelist_count;
