/*
 * slice.h: SQL functions of slice.c, and what a connection keeps for them.
 */
#pragma once

#include <sqlite3.h>

struct lite_slice;

void lite_slice_free(struct lite_slice *s);

void lite_expect_rows(sqlite3_context *context, int n, sqlite3_value **values);
void lite_want_step(sqlite3_context *context, int n, sqlite3_value **values);
void lite_want_final(sqlite3_context *context);
void lite_expect_step(sqlite3_context *context, int n, sqlite3_value **values);
void lite_expect_final(sqlite3_context *context);
void lite_expects(sqlite3_context *context, int n, sqlite3_value **values);
void lite_take(sqlite3_context *context, int n, sqlite3_value **values);
void lite_low(sqlite3_context *context, int n, sqlite3_value **values);
void lite_high(sqlite3_context *context, int n, sqlite3_value **values);
void lite_taken_rows(sqlite3_context *context, int n, sqlite3_value **values);
void lite_moved(sqlite3_context *context, int n, sqlite3_value **values);
void lite_taken(sqlite3_context *context, int n, sqlite3_value **values);
void lite_still(sqlite3_context *context, int n, sqlite3_value **values);
void lite_prior(sqlite3_context *context, int n, sqlite3_value **values);
