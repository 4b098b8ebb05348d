-- The same of rows that were noted first: because a sample was to be drawn among them, or rows were to be left out that
-- somebody corrected since, or a file names their keys. Columns: how many. One row.
select retcon_freeze({run:int}, {chunk_rows:int}, x.reason, x.class, x.stage_no, {key: x.k{.i} | , })
  from (select * from temp.retcon_seen s order by {staged: s.stage_no, | }s.rowid) x;
