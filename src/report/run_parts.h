/*
 * run_parts.h: the report of a run as JSON.
 */
#pragma once

#include "words.h"

/* p: the run's plan, for its masks; NULL masks everything. */
void run_json(struct buf *out, const struct run_report *r, const struct plan *p);
