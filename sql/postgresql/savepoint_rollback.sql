-- Back to the savepoint, which is gone afterwards.
rollback to savepoint retcon;
release savepoint retcon
