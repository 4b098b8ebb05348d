/*
 * batch.h: the batch of a run: the statements of sql/<engine>/batch*.sql, in the engine's order.
 *
 * PostgreSQL, short form: one statement, of which there are two versions for slices that change as a whole, by a
 * range of keys and key by key, and one that judges each row. Longer form: lock, the judging statement, read again what triggers
 * stored. SQLite: batch_sqlite.h.
 */
#pragma once

#include "step.h"

extern const struct step_ops batch_ops; /* part is the stage's number */

/* Change a slice that the caller has chosen (the rehearsal's, always rolled back). */
_must_check_ int batch_change(struct rollout *ro, const struct slice *s, enum slice_form form,
                              struct slice_counts *ret, struct err *e);

/* Is it one that PostgreSQL made to keep a foreign key? A constraint trigger that a person made calls a person's function. */
bool batch_keeps_foreign_key(const struct trigger_info *t);

/* Do row triggers on UPDATE touch the table, so that what was stored must be read again? */
bool batch_has_row_triggers(const struct rollout *ro);

/* Is a slice of which every row changes tried as a range of keys first? */
bool batch_has_ranges(const struct rollout *ro);

/* Is the key one integer? SQLite has ranges only of these. */
bool batch_has_integer_key(const struct rollout *ro);

/* What a batch's last statement answers: the counts, in the order of sql/<engine>/batch.sql. */
_must_check_ int batch_read_counts(const struct db_result *r, struct slice_counts *ret, struct err *e);
/* -1: a batch saw other rows than the slice has. */
_must_check_ int batch_check_seen(const struct rollout *ro, const struct slice *s, const struct slice_counts *c,
                                  struct err *e);

/* Does the straight form look each row up once, for RETURNING knows the old row? */
bool batch_looks_once(const struct rollout *ro);

/* args with the integers of a slice. */
struct sql_args *batch_args(struct rollout *ro, struct arena *a, const struct slice *s);
