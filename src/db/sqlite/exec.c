/*
 * exec.c: statements on SQLite.
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "session.h"

/* Give the clock to the statements that follow. */
static void start_clock(struct db *db)
{
    struct lite_session *s = db->session;
    int64_t limit_ms = db->statement_timeout_ms ? db->statement_timeout_ms : db->deadline_ms;

    s->stop = LITE_GOES_ON;
    s->end_us = limit_ms ? clock_us() + limit_ms * 1000 : 0;
}

static int bind(struct db *db, sqlite3_stmt *stmt, size_t n_params, const char *const *params, struct err *e)
{
    if ((size_t) sqlite3_bind_parameter_count(stmt) != n_params)
        return err_set(e, ERR_BUG, "a statement with %d parameters was given %zu", sqlite3_bind_parameter_count(stmt),
                       n_params);
    for (size_t i = 0; i < n_params; i++)
        if (sqlite3_bind_text(stmt, (int) i + 1, params[i], -1, SQLITE_STATIC) != SQLITE_OK)
            return lite_error(db, NULL, false, e);
    return 0;
}

static struct db_result *new_result(sqlite3_stmt *stmt)
{
    struct db_result *r = db_result_new((size_t) sqlite3_column_count(stmt));

    r->release = free;
    for (size_t i = 0; i < r->columns; i++)
        r->names[i] = arena_strdup(r->arena, sqlite3_column_name(stmt, (int) i));
    return r;
}

/* handle holds the cells while their number is not known. */
static void add_row(struct db_result *r, sqlite3_stmt *stmt, size_t *room)
{
    if (r->rows == *room) {
        *room = *room ? *room * 2 : 16;
        r->handle = r->cells = xrealloc(r->cells, *room * (r->columns ? r->columns : 1) * sizeof(*r->cells));
    }
    for (size_t i = 0; i < r->columns; i++)
        r->cells[r->rows * r->columns + i] = lite_value(stmt, (int) i, r->arena);
    r->rows++;
}

static int64_t changes(sqlite3 *h)
{
#if SQLITE_VERSION_NUMBER >= 3037000
    return sqlite3_changes64(h);
#else
    return sqlite3_changes(h);
#endif
}

static int run(struct db *db, sqlite3_stmt *stmt, const char *sql, struct db_result **ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = new_result(stmt);
    sqlite3 *h = lite_session(db)->handle;
    int before = sqlite3_total_changes(h), step;
    size_t room = 0;

    while ((step = sqlite3_step(stmt)) == SQLITE_ROW)
        add_row(r, stmt, &room);
    if (step != SQLITE_DONE)
        return lite_error(db, sql, false, e);
    if (sqlite3_total_changes(h) != before)
        r->affected = changes(h);
    *ret = TAKE_PTR(r);
    return 0;
}

static void reset(sqlite3_stmt *stmt)
{
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
}

static int may_run(const struct db *db, sqlite3_stmt *stmt, struct err *e)
{
    if (db->state == DB_WRITING || sqlite3_stmt_readonly(stmt))
        return 0;
    return err_set(e, ERR_BUG, "a statement that writes was sent outside of a write transaction");
}

int lite_exec(struct db *db, const char *sql, size_t n_params, const char *const *params, struct db_result **ret,
              struct err *e)
{
    sqlite3_stmt *stmt;
    int r;

    start_clock(db);
    if (lite_statement(db, sql, &stmt, e) < 0)
        return -1;
    r = may_run(db, stmt, e);
    if (r == 0)
        r = bind(db, stmt, n_params, params, e);
    if (r == 0)
        r = run(db, stmt, sql, ret, e);
    reset(stmt);
    return r;
}

int lite_script(struct db *db, const char *sql, struct err *e)
{
    sqlite3 *h = lite_session(db)->handle;
    const char *tail = sql;

    start_clock(db);
    while (*tail) {
        const char *start = tail;
        sqlite3_stmt *stmt;
        int step;

        if (sqlite3_prepare_v2(h, start, -1, &stmt, &tail) != SQLITE_OK) {
            lite_error(db, sql, true, e);
            e->position += e->position ? (int) (start - sql) : 0;
            return -1;
        }
        while ((step = stmt ? sqlite3_step(stmt) : SQLITE_DONE) == SQLITE_ROW)
            ;
        if (step != SQLITE_DONE)
            lite_error(db, sql, false, e);
        sqlite3_finalize(stmt);
        if (step != SQLITE_DONE)
            return -1;
    }
    return 0;
}

int lite_prepare(struct db *db, const char *sql, struct err *e)
{
    sqlite3_stmt *stmt;

    start_clock(db);
    return lite_statement(db, sql, &stmt, e);
}

/* SQLITE_BUSY leaves the transaction open, and the caller undoes it. A disk that fails in the middle leaves it to
   whoever opens the file next. */
int lite_commit(struct db *db, const char *sql, struct err *e)
{
    const volatile int *interrupt = db->interrupt;
    int64_t timeout_ms = db->statement_timeout_ms;
    int r;

    db->interrupt = NULL;
    db->statement_timeout_ms = db->deadline_ms = 0;
    r = lite_script(db, sql, e);
    db->statement_timeout_ms = timeout_ms;
    db->interrupt = interrupt;
    if (r < 0 && (sqlite3_errcode(lite_session(db)->handle) & 0xff) == SQLITE_IOERR) {
        lite_close(db);
        return DB_COMMIT_UNKNOWN;
    }
    return r;
}

/* An error may have undone the transaction already. */
void lite_rollback(struct db *db, const char *sql)
{
    struct lite_session *s = db->session;
    struct err ignored;

    if (!sqlite3_get_autocommit(s->handle) && lite_script(db, sql, &ignored) < 0)
        lite_close(db);
}
