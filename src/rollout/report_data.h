/*
 * report_data.h: what really happened to rows and numeric columns, from the captured values.
 */
#pragma once

#include "dry_run.h"

/* Sums before, after and of the differences, of each numeric column that the plan sets. None where the run's captured
   values are gone (pruned) or it has not begun. */
_must_check_ int report_numbers(struct rollout *ro, struct dry_number **ret, size_t *ret_n, struct err *e);

/* What was predicted of a class over the whole run, and what came of it: decimal texts. */
struct report_class {
    const char *class;     /* NULL: the plan has no class, or its value is null */
    const char *column;    /* by how much its sum moves; NULL: rows that change */
    const char *predicted; /* NULL: there is no prediction */
    const char *measured;
};

/* By class, rows first; without masked columns. None where report_numbers() has none. */
_must_check_ int report_classes(struct rollout *ro, struct report_class **ret, size_t *ret_n, struct err *e);
