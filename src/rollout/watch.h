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

/* A measurement. stage: NULL before the run; value: NULL where there was none, and error says why. */
struct watch_value {
    const char *name, *phase, *stage, *value, *error, *at;
};

/* All that one watch measured, oldest first. first … max are values as they were measured; NULL: it never was one. */
struct watch_series {
    const char *name, *first, *last, *min, *max;
    double *numbers; /* NAN where it could not be measured */
    size_t n, n_failed;
};

/* All measurements of a run, by watch, oldest first. */
_must_check_ int watch_history(struct db *db, struct arena *a, int64_t run_id, struct watch_value **ret, size_t *ret_n,
                               struct err *e);

/* The same, a series for each watch. */
void watch_series(struct arena *a, const struct watch_value *values, size_t n, struct watch_series **ret, size_t *ret_n);
