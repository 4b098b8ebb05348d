/*
 * values.h: a row's values as they may leave this layer. A masked column's value is NULL from here on: no report can
 * show what it never gets. Everything is the rollout's arena's.
 */
#pragma once

#include "rollout.h"

/* The names of the key's columns, and of those of change.set. */
const char **values_key_columns(const struct rollout *ro);
const char **values_set_columns(const struct rollout *ro);

/* The n_key values of a key that begins at a column of the result. */
const char **values_key(const struct rollout *ro, const struct db_result *r, size_t row, size_t column);

/* A value of each column of change.set, every stride-th from a column of the result on. */
const char **values_set(const struct rollout *ro, const struct db_result *r, size_t row, size_t column, size_t stride);
