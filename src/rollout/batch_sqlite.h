/*
 * batch_sqlite.h: a batch on SQLite: several statements in one transaction, which holds the file's one write lock. What
 * changed is kept in blocks (retcon_capture_<run>).
 */
#pragma once

#include "step.h"

/* As batch_change(). args: of the slice. */
_must_check_ int batch_change_sqlite(struct rollout *ro, struct sql_args *args, const struct slice *s,
                                     enum slice_form form, struct slice_counts *ret, struct err *e);

/* The first and the last key of the slice, which r has. */
struct sql_args *batch_range_args(const struct rollout *ro, const struct sql_args *args, const struct db_result *r,
                                  struct arena *a);

/* Make room for rows that are judged one by one; in every transaction, before the first of them. */
_must_check_ int batch_take_sqlite(struct rollout *ro, const struct sql_args *args, struct err *e);
/* They have been written to the table: keep what was captured, in blocks, after a look at what triggers made of them. */
_must_check_ int batch_keep_sqlite(struct rollout *ro, const struct sql_args *args, struct err *e);
