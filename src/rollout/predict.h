/*
 * predict.h: what the dry run said of each stage, kept by stage and class, and how the run compares with it.
 */
#pragma once

#include "dry_run.h"
#include "gate.h"

/* Keep what the dry run foresees, in place of an earlier one, in the open write transaction. */
_must_check_ int predict_store(struct rollout *ro, const struct dry_run *d, struct err *e);

/* By how much the dry run said the column's sum would change in all stages up to this one. *ret_there: it said something. */
_must_check_ int predict_sum(struct rollout *ro, const char *column, int64_t stage_no, bool *ret_there, long double *ret,
                             struct err *e);

/* The columns whose transitions the dry run kept, *ret_n of them, as the list "transition" of args. */
_must_check_ int predict_transition_columns(struct rollout *ro, struct sql_args *args, size_t *ret_n, struct err *e);

/* The stage's outcomes by class, by how much the sums of its numeric columns changed, and how many rows of its other columns
   went from which value to which, against what was predicted, with the stage's tolerance. */
_must_check_ int predict_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e);
