/*
 * dry_parts.h: the parts of a dry run, each a few statements of sql/<engine>/dry_*.sql. Private to rollout.
 */
#pragma once

#include "dry_run.h"

/* Rows whose new values cannot be computed are found, one by one, up to this many; more end the dry run. */
enum { DRY_MAX_FAILURES = 1000, DRY_SHOWN_FAILURES = 20, DRY_LARGEST = 5 };

/* Rows of the list to show: of each outcome, in their order; then, of each numeric column, those that change most. */
struct dry_pick {
    const char *column; /* NULL: a sample of its class and outcome */
    int64_t chunk_no, pos;
};
struct dry_picks {
    struct dry_pick *items;
    size_t n;
};

/* Outcomes by class and reason, sums and percentiles of each numeric column, transitions of the others, and the rows to
   show: all from one statement. ERR_ROW: some row cannot be computed. */
_must_check_ int dry_figures(struct rollout *ro, struct dry_run *d, struct dry_picks *ret_picks, struct err *e);
/* Find the rows that cannot be computed; from then on the statements leave them out (list "bad"). */
_must_check_ int dry_find_failures(struct rollout *ro, struct dry_run *d, const volatile int *interrupt, struct err *e);
/* The values of the rows to show, of rows left out at the freeze, and of edge cases. */
_must_check_ int dry_samples(struct rollout *ro, struct dry_run *d, const struct dry_picks *picks, struct err *e);

/* The key of a candidate, as texts. */
_must_check_ int dry_key(struct rollout *ro, int64_t chunk_no, int64_t pos, const char ***ret, struct err *e);
