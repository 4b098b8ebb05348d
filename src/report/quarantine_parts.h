/*
 * quarantine_parts.h: the rows set aside, for their own report and for the run's.
 */
#pragma once

#include "words.h"

/* p: the run's plan, for its masks; NULL masks everything. */
void quarantine_tables(struct document *d, const struct quarantine *q, const struct plan *p);
/* "total", "open", "rows", …, into an open object. */
void quarantine_json(struct json *j, const struct quarantine *q, const struct plan *p);
