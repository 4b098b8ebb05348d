-- Are others at work on the server as the run begins? Columns: how many sessions of others. One row.
{include part_company}
