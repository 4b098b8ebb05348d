-- One maker of the ledger at a time, until the end of the transaction: "create schema if not exists" does not wait for another
-- one under way, it fails. The number is "retcon" in ASCII. No parameters. Columns: nothing of use. One row.
select pg_catalog.pg_advisory_xact_lock(x'726574636f6e'::bigint);
