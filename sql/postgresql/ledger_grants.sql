-- What a role needs that did not make the ledger itself, for its owner to give. ROLE and TABLE stand for yours.
grant usage, create on schema retcon to ROLE;
grant select, insert, update, delete on all tables in schema retcon to ROLE;
revoke update, delete, truncate on retcon.event from ROLE;
grant usage on all sequences in schema retcon to ROLE;
grant select, update on table TABLE to ROLE;
