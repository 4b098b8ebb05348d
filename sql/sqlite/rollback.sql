-- End the transaction and undo what it did.
rollback
