/*
 * rehearse.h: some rows really changed, with triggers and constraints, and rolled back.
 *
 * Uses the very statements of the run, on slices spread over the list, in one transaction that is always
 * rolled back. Gives what no SELECT can: what triggers do, what constraints refuse, how long it takes.
 */
#pragma once

#include "dry_run.h"

/* Fills rehearsed_*, triggers, trigger_changes, estimate_*, wal_bytes and adds failures to d. */
_must_check_ int rehearse(struct rollout *writer, int64_t rows, struct dry_run *d, struct err *e);
