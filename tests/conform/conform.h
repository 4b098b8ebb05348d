/*
 * conform.h: what every engine must do, as tests that run against one URL.
 *
 *     conform URL [PATTERN]
 *
 * The database must be empty: the tests make and drop their own tables. A fact that is true of one engine only is
 * asked for as such.
 */
#pragma once

#include "unit.h" /* tests/unit: cmocka */

#include "catalog.h"
#include "db.h"

extern const char *conform_url;
extern enum sql_engine conform_engine;

/* Open a handle or fail the test. */
struct db *conform_open(enum db_access access);

/* SQL written in a test, as a statement. Every @ becomes the schema of the test's tables: "public." on PostgreSQL,
   whose sessions have no search path, and nothing on SQLite. Good for the next 16 calls. */
struct sql_text conform_text(const char *sql);
/* Run as one statement: the result is 0 or the error's id. */
enum err_id conform_try(struct db *db, struct err *e, const char *sql);
/* The same within a write transaction of its own; fails the test on an error. */
void conform_do(struct db *db, const char *sql);
/* The first value as text, "null" for NULL; fails the test when the statement does. Valid until the next call. */
const char *conform_value(struct db *db, const char *sql);
/* A statement of the engine's own. */
const char *conform_pick(const char *sqlite, const char *postgresql);

/* The groups of tests, each in a file of its own. */
int conform_transactions(void);
int conform_values(void);
int conform_errors(void);
int conform_limits(void);
int conform_catalog(void);
int conform_states(void);
