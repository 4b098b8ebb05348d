/*
 * report_data.h: what really happened to rows and to their columns, from the captured values.
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

struct report_transition { /* rows that went from one value of a column to another */
    bool by_class;         /* else: of the whole run */
    const char *class;     /* NULL is SQL NULL */
    const char *column, *from, *to; /* from, to: as text, cut; NULL is SQL NULL */
    int64_t n;
};

/* Of the columns whose transitions the dry run kept, without masked ones: the whole run's first, the most frequent first. By
   class only where the plan has one. None where report_numbers() has none. */
_must_check_ int report_transitions(struct rollout *ro, struct report_transition **ret, size_t *ret_n, struct err *e);
