-- A setting of the plan's checkpoint.session, for this transaction. $1 name, $2 value.
select pg_catalog.set_config($1, $2, true)
