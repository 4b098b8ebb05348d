-- Is there a ledger, and is it whole?
-- Columns: how many of its tables exist, the first that does not. One row.
with t (name) as (
    values ('meta'), ('run'), ('label'), ('stage'), ('scope_count'), ('chunk'), ('set_aside'), ('undo'), ('undo_chunk'),
           ('event'), ('chain'), ('runner'), ('approval'), ('debt')
)
select count(s.name), min(case when s.name is null then t.name end)
  from t left join sqlite_schema s on s.type = 'table' and s.name = 'retcon_' || t.name;
