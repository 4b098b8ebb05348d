/*
 * undo_slice.h: one slice of a rollback: the statements of sql/<engine>/undo_*.sql.
 */
#pragma once

#include "step.h"

extern const struct step_ops undo_ops; /* part is the rollback's number */

/* ro->args with the rollback's number and, unless s is NULL, the integers of a slice. */
struct sql_args *undo_args(struct rollout *ro, struct arena *a, int64_t undo_no, const struct slice *s);
