/*
 * args.h: what fills the holes of every statement that concerns a plan. One set of args serves them all;
 * a batch adds its own integers to a copy.
 *
 * Scalars: alias, table, where, class, first_key, run, chunk_rows, exclusions. Lists: key, set, rest, other, exclude, uncertain,
 * stage, number, word, transition, typed, exact, imaged, wrapped, classed, unclassed, staged, undone, bad. Their fields are documented where
 * they are filled, in args.c.
 */
#pragma once

#include "rollout.h"

enum { CHUNK_ROWS = 20000 };

/* Fill ro->args from plan and table. */
void args_fill(struct rollout *ro);
/* Add what depends on the run's number. */
void args_fill_run(struct rollout *ro, int64_t run_id);

/* Fill the list "number" anew. wide: differences of integers do not fit into a bigint. */
void args_fill_numbers(struct rollout *ro, bool wide);

/* The type by which a run packs the values of the i-th column of change.set, if these need one of its own. */
const char *args_wrap_type(struct arena *a, int64_t run_id, size_t i);

/* Index of a column of change.set, or -1. */
int args_set_index(const struct rollout *ro, const char *column);
/* The catalog's entry of the i-th column of change.set. */
const struct column_info *args_set_column(const struct rollout *ro, size_t i);
/* Is it known from an expression alone what the table will hold of it? Not if the type cuts, or a domain adds rules. */
bool args_is_told(const struct column_info *c);
