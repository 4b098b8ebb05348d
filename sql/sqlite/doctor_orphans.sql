-- Tables of runs that no longer need them, or that are unknown. Columns: name.
select t.name
  from sqlite_schema t
 where t.type = 'table'
   and (t.name glob 'retcon_list_[0-9]*' or t.name glob 'retcon_excluded_[0-9]*' or t.name glob 'retcon_capture_[0-9]*'
        or t.name glob 'retcon_batch_[0-9]*' or t.name glob 'retcon_undo_row_[0-9]*')
   and not exists (select 1 from retcon_run r
                    where r.id = cast(substr(t.name, length(rtrim(t.name, '0123456789')) + 1) as integer)
                      and r.list_digest is not null)
 order by t.name;
