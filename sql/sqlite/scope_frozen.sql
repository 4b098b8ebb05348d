-- The last block of the list is written. Columns: classes, counts and chunks as JSON (freeze.c). One row.
select retcon_frozen();
