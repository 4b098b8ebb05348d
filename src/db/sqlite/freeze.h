/*
 * freeze.h: see freeze.c.
 */
#pragma once

#include <sqlite3.h>

struct lite_freeze;

void lite_freeze_step(sqlite3_context *context, int n, sqlite3_value **values);
void lite_freeze_final(sqlite3_context *context);
void lite_frozen(sqlite3_context *context, int n, sqlite3_value **values);
void lite_freeze_free(struct lite_freeze *f); /* NULL: nothing */
