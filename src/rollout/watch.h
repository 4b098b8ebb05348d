/*
 * watch.h: the plan's watches: queries of one number, measured before the run, within its stages and at its gates, on a
 * handle that cannot write, each with the plan's statement timeout. What was measured is kept.
 */
#pragma once

#include "gate.h"

/* Once, before the first batch. */
_must_check_ int watch_before(struct rollout *ro, struct db *reader, struct err *e);

/* One for each watch, for one process. */
struct watch_look {
    int64_t last_ms; /* clock_ms() of its last measurement within a stage; 0: none yet */
    bool excused;    /* a person gave a reason to go on when it was out of its limits already */
};

/* Measure those that are due within a stage. *ret_why: the first that is out of its limits, or NULL. reason: the run goes
   on with one; what is out of its limits at the first look is excused. A watch that cannot be measured is no breach here:
   the gate will need a person. */
_must_check_ int watch_within(struct rollout *ro, struct db *reader, int64_t stage_no, struct watch_look *looks,
                              bool reason, const char **ret_why, struct err *e);

/* Measure all of them at a gate. */
_must_check_ int watch_evidence(struct rollout *ro, struct db *reader, int64_t stage_no, struct evidence_list *ret,
                                struct err *e);

struct watch_value {
    const char *name, *phase, *value, *error, *at;
    int64_t stage_no;
};
_must_check_ int watch_history(struct rollout *ro, struct watch_value **ret, size_t *ret_n, struct err *e);
