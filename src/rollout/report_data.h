/*
 * report_data.h: what really happened to the numeric columns, from the captured values.
 */
#pragma once

#include "dry_run.h"

/* Sums before, after and of the differences, of each numeric column that the plan sets. None where the run's captured
   values are gone (pruned) or it has not begun. */
_must_check_ int report_numbers(struct rollout *ro, struct dry_number **ret, size_t *ret_n, struct err *e);
