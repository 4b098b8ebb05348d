/*
 * watch.h: the plan's watches: queries of one number, measured before the run, within its stages and at its gates, on a
 * handle that cannot write, each with the plan's statement timeout. What was measured is kept.
 */
#pragma once

#include "gate.h"

/* Once, before the first batch. */
_must_check_ int watch_before(struct rollout *ro, struct db *reader, struct err *e);

/* Measure those that are due within a stage. *ret_why: the first that is out of its limits, or NULL. last_ms: one for each
   watch, clock_ms() of its last measurement, 0 at the beginning. A watch that cannot be measured is no breach here: the
   gate will need a person. */
_must_check_ int watch_within(struct rollout *ro, struct db *reader, int64_t stage_no, int64_t *last_ms,
                              const char **ret_why, struct err *e);

/* Measure all of them at a gate. */
_must_check_ int watch_evidence(struct rollout *ro, struct db *reader, int64_t stage_no, struct evidence_list *ret,
                                struct err *e);

struct watch_value {
    const char *name, *phase, *value, *error, *at;
    int64_t stage_no;
};
_must_check_ int watch_history(struct rollout *ro, struct watch_value **ret, size_t *ret_n, struct err *e);
