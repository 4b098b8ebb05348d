-- What the dry run makes doubtful about the plan's own word. Columns: text. A row for each, in order.
select text from retcon_doubt where run_id = {run:int} order by no;
