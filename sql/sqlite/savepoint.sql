-- A point within the transaction to go back to.
savepoint retcon
