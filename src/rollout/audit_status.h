/*
 * audit_status.h: how far a person is with the rows to look at, for the status of a run that waits at a gate.
 */
#pragma once

#include "rollout.h"

/* Sets s->audit, or leaves it NULL where no gate waits or there is nothing to look at. Whatever gets in the way (a table that
   was altered, a plan of another version) leaves it NULL too: a status is told all the same. Any handle, outside a
   transaction. */
void audit_status(struct db *db, struct arena *a, struct status *s);

/* The same for whatever state the run is in: behind the last stage that it has passed. */
void audit_figures(struct rollout *ro, struct status *s);
