/*
 * session.h: an open SQLite file. Statements are kept by their text (the least recently used one goes); a progress
 * handler ends those that are interrupted or take too long.
 */
#pragma once

#include <sqlite3.h>

#include "driver.h"

enum { SQLITE_CACHED = 32 };

struct lite_slice;
struct lite_freeze;

struct lite_cached {
    char *sql;
    sqlite3_stmt *stmt;
    int64_t used; /* number of the use */
};

enum lite_stop { LITE_GOES_ON, LITE_INTERRUPTED, LITE_TIMED_OUT };

struct lite_session {
    sqlite3 *handle;
    char *path;
    struct lite_cached cache[SQLITE_CACHED];
    int64_t uses;
    int64_t end_us;       /* the running statement's time is over then; 0: never */
    int64_t lock_wait_us; /* since when the busy handler waits */
    enum lite_stop stop;  /* why the running statement was ended */
    struct lite_slice *slice; /* owned; of slice.c; NULL: it was not needed yet */
    struct lite_freeze *freeze; /* owned; of freeze.c; NULL: no list is being frozen */
};

static inline struct lite_session *lite_session(const struct db *db)
{
    return db->session;
}

/* open.c */
int lite_open(struct db *db, struct err *e);
void lite_close(struct db *db);
/* Is this statfs type one of a file system on another machine? */
bool lite_is_network(long fs_type);

/* cache.c: a prepared statement, reset and without parameters; the cache owns it. */
int lite_statement(struct db *db, const char *sql, sqlite3_stmt **ret, struct err *e);
void lite_forget_statements(struct lite_session *s);

/* exec.c */
int lite_exec(struct db *db, const char *sql, size_t n_params, const char *const *params, struct db_result **ret,
              struct err *e);
int lite_script(struct db *db, const char *sql, struct err *e);
int lite_prepare(struct db *db, const char *sql, struct err *e);
int lite_commit(struct db *db, const char *sql, struct err *e);
void lite_rollback(struct db *db, const char *sql);

/* value.c: a column's value as exact text in the arena, NULL for NULL. */
struct db_cell lite_value(sqlite3_stmt *stmt, int column, struct arena *a);
/* The shortest decimal that reads back as the same number, and as a REAL. */
enum { LITE_REAL_MAX = 32 };
void lite_real(double value, char ret[LITE_REAL_MAX]);

/* sums.c */
void lite_sum_step(sqlite3_context *context, int n, sqlite3_value **values);
void lite_sum_final(sqlite3_context *context);
void lite_sums_step(sqlite3_context *context, int n, sqlite3_value **values);
void lite_sums_final(sqlite3_context *context);

/* functions.c */
int lite_add_functions(struct lite_session *s, struct err *e);
/* schema_text.c: SQL functions, see there */
void lite_trigger_event(sqlite3_context *context, int n, sqlite3_value **values);
void lite_mentions(sqlite3_context *context, int n, sqlite3_value **values);
void lite_column_text(sqlite3_context *context, int n, sqlite3_value **values);

/* pack.c */
enum { SQLITE_MAX_BYTES = 1000000000 }; /* of a value: https://www.sqlite.org/limits.html */
void lite_pack_step(sqlite3_context *context, int n, sqlite3_value **values);
void lite_pack_final(sqlite3_context *context);

/* blocks.c: the table-valued functions retcon_listed(run) and retcon_captured(run). -1: SQLite's error */
int lite_add_blocks(sqlite3 *handle);

/* errors.c: the handle's last error. sql: of the statement, or NULL. preparing: it was being parsed. Returns -1. */
int lite_error(struct db *db, const char *sql, bool preparing, struct err *e);
enum err_id lite_error_id(int code, bool preparing);

/* expression.c, identity.c */
int lite_expression(struct db *db, struct arena *a, const struct sql_text *sql, const char *own_table,
                    struct expression_info *ret, struct err *e);
int lite_reads(struct db *db, struct arena *a, const char *table, struct reader_info *r, struct err *e);
int lite_identity(struct db *db, struct arena *a, const char **ret, struct err *e);
int lite_server(struct db *db, struct arena *a, struct server_info *ret, struct err *e);
