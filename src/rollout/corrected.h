/*
 * corrected.h: rows that somebody corrected after an earlier run had written them. Scope leaves them out, with a reason of
 * their own, unless the plan says scope.corrected_since: include.
 *
 * A column of change.set is judged by the latest earlier run that wrote it in that row, by image: it must hold what that run
 * wrote or, where the row was rolled back, what was there before. Runs that were pruned, or that went by another key or
 * another type of the column, are not asked. Where there is no earlier run nothing is read.
 */
#pragma once

#include "rollout.h"

/* The reason, as scope, dry run and explain give it. No exclusion of a plan can have this name. */
#define CORRECTED_SINCE "corrected since by somebody"

/* Before the scan, in scope's transaction: note the rows. *ret_any: there are some. */
_must_check_ int corrected_note(struct rollout *ro, bool *ret_any, struct err *e);
/* After the scan: leave them out. *ret_rows: how many of the universe. */
_must_check_ int corrected_leave_out(struct rollout *ro, int64_t *ret_rows, struct err *e);
