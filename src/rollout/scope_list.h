/*
 * scope_list.h: the scan of the table, and the list that is frozen of it. Of scope.c alone.
 */
#pragma once

#include "scope.h"

/* The run's list, its excluded keys, classes, counts and chunks. In the transaction of the scope, whose tables are made. */
int scope_list_make(struct rollout *ro, struct scope_result *res, struct err *e);

/* scope_blame.c: after a scope that failed and was rolled back; if it failed for a row, the error then names the expression, its
   file and line. Returns -1. */
int scope_blame(struct rollout *ro, struct err *e);

/* scope.c: name a number of a kind (an exclusion, a class, …) of the run. */
int scope_label(struct rollout *ro, const char *kind, size_t no, const char *name, struct err *e);
