-- End the transaction and keep what it did.
commit
