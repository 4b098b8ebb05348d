/*
 * movement.h: what the rows of a slice that changed come to, by class: how many, and by how much the sum of each numeric column
 * moved (a value that was null, or became so, counts as 0).
 */
#pragma once

#include <sqlite3.h>
#include <stdint.h>

struct moved;

struct moved *moved_new(void);
void moved_free(struct moved *m);

/* Add a row. values: before, after and affinity of each column. */
void moved_add(struct moved *m, int64_t class_no, int n, sqlite3_value **values);

/* A JSON object: by number of the class an array, [rows, …] with a number or null for each column. NULL where a value was no
   number, in a column of numbers, or there were too many classes: then the rows must be added up one by one. */
void moved_result(sqlite3_context *context, const struct moved *m);
