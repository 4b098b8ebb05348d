/*
 * prepare.h: check, scope and dry run as steps: `scope`, `dry-run` and `run` take as many of them as are due.
 */
#pragma once

#include "dry_run.h"
#include "scope.h"
#include "session.h"

/* May a run that was scoped with another plan, and has not begun, give way to the plan at hand? Not where rows are changed:
   somebody may have reviewed its dry run. */
enum prepare_edited { PREPARE_REPLACE, PREPARE_REFUSE };

/* Open the database and what the argument means: the latest run of a name, or of a plan's file. Of a file that has no
   run that could be gone on with, a new one is scoped. ERR_DRIFT: a run of the name has begun with another plan, or was
   scoped with another one and edited says PREPARE_REFUSE. */
_must_check_ int prepare_find(struct session *s, const char *arg, enum prepare_edited edited);

/* Check the plan s->plan against the table and freeze its list: s->run is the new run. */
_must_check_ int prepare_scope(struct session *s, struct scope_result *ret);

/* Choose rows of the list that was just frozen for a person to look at. Where that is not possible yet, say so. */
void prepare_samples(struct session *s);

/* Open s->run's rollout (s->ro) as it was frozen, bound to this table and database, with the batch's form known.
   moved_why: the database was moved on purpose; that is recorded. */
_must_check_ int prepare_rollout(struct session *s, const char *moved_why);

/* Compute s->run's dry run by a handle that cannot write, and store it. json: what was stored. */
_must_check_ int prepare_dry_run(struct session *s, bool no_rehearsal, struct dry_run **ret, struct buf *json);
/* The sentence for a forecast that does not hold. */
void prepare_forecast_error(struct session *s, const struct dry_run *d);
