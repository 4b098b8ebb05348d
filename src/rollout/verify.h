/*
 * verify.h: does the run's result stand? The same dry run again must find nothing left to change; every
 * candidate is re-counted from the ledger's rows; rows that match now and were not in the list are counted.
 */
#pragma once

#include "rollout.h"

struct verify {
    struct run *run;
    /* re-count from the captured corrections and the rows set aside, against the counters */
    struct tally counters, recount;
    bool accounted;              /* they agree, and add up to the candidates */
    bool list_intact;            /* the list's digests are those that were sealed */
    int64_t still_to_change;     /* second pass: rows with outcome changed that the plan would change again */
    int64_t repeats;             /* of these, rows that hold exactly what the run wrote: the plan computes something else
                                    from its own result (n = n + 1), or from what it reads elsewhere */
    bool triggers;               /* a trigger on the row may have written something else than the plan computed */
    bool not_idempotent;         /* all of these are such, and no trigger can be the reason: that the rows hold what was
                                    written is relied on instead */
    int64_t edited_since;        /* changed rows that no longer hold what the run wrote */
    int64_t late_arrivals;       /* rows that match scope.where and no exclusion, and were not in the list */
    const char ***late_keys;     /* the first 20 of them, n_key values each */
    size_t n_late_keys;
    size_t n_key;
    const char **key_columns;
    bool ok;                     /* accounted, intact, nothing left to change or not_idempotent */
};

/* The counters and the re-count alone: v->accounted. */
_must_check_ int verify_accounts(struct rollout *ro, struct verify *ret, struct err *e);

_must_check_ int verify_run(struct rollout *reader, struct verify *ret, struct err *e);
