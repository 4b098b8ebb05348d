/*
 * scope.h: freeze the candidate list: one statement reads the universe, in one snapshot; everything is
 * stored in one transaction, so that a crash leaves nothing.
 */
#pragma once

#include "keys.h"

struct scope_line {              /* a cell of what was counted */
    const char *reason;          /* NULL: candidates */
    const char *class, *stage;   /* class NULL: the plan has none, or the value is NULL */
    int64_t n;
};

struct scope_result {
    struct run *run;
    struct scope_line *lines;
    size_t n_lines;
    bool has_keys;
    struct keys_count keys;      /* of scope.keys_from */
    int64_t corrected_since;     /* rows left out because somebody corrected them after an earlier run */
    int64_t took_ms;
};

/* The plan must have passed check_run(). A run of that name that has not begun is replaced. actor is recorded. */
_must_check_ int scope_freeze(struct rollout *ro, const char *actor, struct scope_result *ret, struct err *e);
