/*
 * movement.h: what the rows of a slice that changed come to, by class: how many, and by how much the sum of each numeric column
 * moved (a value that was null, or became so, counts as 0).
 */
#pragma once

#include <sqlite3.h>
#include <stdint.h>

struct movement;

struct movement *movement_new(void);
void movement_free(struct movement *m);

/* Add a row. values: before, after and affinity of each column. */
void movement_add(struct movement *m, int64_t class_no, int n, sqlite3_value **values);

/* A JSON object: by number of the class an array, [rows, …] with a number or null for each column. NULL where a value was no
   number, in a column of numbers, or there were too many classes: then the rows must be added up one by one. */
void movement_result(sqlite3_context *context, const struct movement *m);
