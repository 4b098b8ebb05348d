/*
 * dry_parts.h: the parts of a dry run, each a few statements of sql/<engine>/dry_*.sql. Private to rollout.
 */
#pragma once

#include "dry_run.h"

/* Rows whose new values cannot be computed are found, one by one, up to this many; more end the dry run. */
enum { DRY_MAX_FAILURES = 1000, DRY_SHOWN_FAILURES = 20, DRY_LARGEST = 5 };

/* Outcomes by class and reason, and the sums of each numeric column. ERR_ROW: some row cannot be computed. */
_must_check_ int dry_counts(struct rollout *ro, struct dry_run *d, struct err *e);
/* Find the rows that cannot be computed; from then on the statements leave them out (list "bad"). */
_must_check_ int dry_find_failures(struct rollout *ro, struct dry_run *d, const volatile int *interrupt, struct err *e);
_must_check_ int dry_numbers(struct rollout *ro, struct dry_run *d, struct err *e);
_must_check_ int dry_transitions(struct rollout *ro, struct dry_run *d, struct err *e);
_must_check_ int dry_samples(struct rollout *ro, struct dry_run *d, struct err *e);

/* The key of a candidate, as texts. */
_must_check_ int dry_key(struct rollout *ro, int64_t chunk_no, int64_t pos, const char ***ret, struct err *e);
