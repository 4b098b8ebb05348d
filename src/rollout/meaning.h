/*
 * meaning.h: doubts about a plan's own word. A plan whose meaning is recompute says that the same facts are told more
 * accurately. Where its change looks otherwise, a person is asked; nothing here decides that the plan is wrong.
 *
 *  - the class by which rows are counted is computed from a column that changes;
 *  - a column that bears decisions (project file), a boolean, or a text of few values goes from value to value;
 *  - the sum of a decision-bearing column moves, and the plan forecasts nothing of it.
 *
 * check and the dry run show them; those of the dry run are stored. At the gates of a plan above light ceremony they need a
 * person, once, unless product has to approve the run anyway. A sum that moves otherwise than the dry run said is no matter of
 * meaning: predict.h.
 */
#pragma once

#include "dry_run.h"
#include "gate.h"

/* What can be doubted without a dry run. *ret is the arena's. */
void meaning_of_plan(const struct rollout *ro, const char ***ret, size_t *ret_n);

/* Set d->doubts. */
void meaning_of_dry_run(const struct rollout *ro, struct dry_run *d);

/* Keep the dry run's doubts, in place of earlier ones, in the open write transaction. */
_must_check_ int meaning_store(struct rollout *ro, const struct dry_run *d, struct err *e);

int meaning_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e);
