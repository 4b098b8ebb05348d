/*
 * prune.h: forget the list and the prior values of a run that is over. Its counters, reasons and events stay.
 */
#pragma once

#include "rollout.h"

/* Runs that are over and were not pruned yet; those that ended longer ago than older_than_ms (0: all). */
_must_check_ int prune_list(struct db *db, struct arena *a, int64_t older_than_ms, struct run ***ret, size_t *ret_n,
                            struct err *e);

/* ERR_STATE: the run is live, or was pruned before. */
_must_check_ int prune_check(const struct run *run, struct err *e);
/* Drop what the run keeps; what prune_check() refuses is refused. */
_must_check_ int prune_run(struct db *db, struct arena *a, struct run *run, const char *why, struct err *e);
