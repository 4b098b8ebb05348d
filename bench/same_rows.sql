-- same_rows.sql: an application, as pgbench plays it, at work on the very rows that are being corrected.
-- Two orders close to each other, the later one first: against the order of the keys, in which corrections go, so that
-- it may deadlock with whoever holds locks on many rows.
\set id random(2, :rows)
\set near random(1, 20)
\set other greatest(1, :id - :near)
begin;
update orders set status = 'packed' where id = :id;
update orders set status = 'packed' where id = :other;
commit;
