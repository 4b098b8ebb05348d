-- Fresh statistics for the list, so that the first batch is planned well.
analyze retcon.list_{run:int};
