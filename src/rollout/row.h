/*
 * row.h: one row of a run, found by the key that a person typed, in what the run has kept.
 */
#pragma once

#include "rollout.h"

struct row_place {          /* where a key stands in the candidate list */
    int64_t chunk_no, pos;
    const char *stage, *class;
    bool passed;            /* its outcome is decided */
};

/* ERR_STATE: the run was pruned, so that its rows are no longer known. */
_must_check_ int row_check_kept(const struct rollout *ro, struct err *e);

/* ERR_USAGE: not as many texts as the run's key has columns. */
_must_check_ int row_check(const struct rollout *ro, size_t n_key, struct err *e);

/* Is the row in the table now? Errors as row_find(). */
_must_check_ int row_exists(struct rollout *ro, const char *const *key, size_t n_key, bool *ret, struct err *e);

/* 0 and the place; 1: the key is not in the list. ERR_USAGE: row_check() fails, or a text is not of its column's type. */
_must_check_ int row_find(struct rollout *ro, const char *const *key, size_t n_key, struct row_place *ret, struct err *e);

/* A copy of the rollout's args with chunk_no and pos. */
struct sql_args *row_args(const struct rollout *ro, const struct row_place *at);
