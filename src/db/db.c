/*
 * db.c: handles and transactions, whichever engine it is.
 */
#include "db.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver.h"
#include "fault.h"
#include "text.h"

enum {
    DEADLINE_MS = 60 * 1000,             /* a statement without a timeout of its own */
    DEADLINE_BEYOND_MS = 10 * 1000,      /* beyond the statement timeout, which the server should have kept */
    IDLE_READ_MS = 10 * 60 * 1000,       /* our own work between two statements */
    IDLE_WRITE_MS = 60 * 1000,
};

/* --- handles --- */

static int choose(const char *url, const struct db_ops **ret, struct err *e)
{
    const char *colon = strstr(url, "://");

    if (text_starts_with(url, "postgresql://") || text_starts_with(url, "postgres://")) {
        *ret = &postgresql_ops;
        return 0;
    }
    if (*url && (!colon || text_starts_with(url, "sqlite:"))) {
        *ret = &sqlite_ops;
        return 0;
    }
    err_set(e, ERR_USAGE, *url ? "a database of the kind \"%.*s\" is not known" : "the database's URL is empty",
            colon ? (int) (colon - url) : 0, url);
    return err_hint(e, "postgresql://USER@HOST/DATABASE, sqlite:FILE, or the path of an SQLite file");
}

int db_open(const char *url, const struct db_opts *opts, struct db **ret, struct err *e)
{
    const struct db_ops *ops = NULL;
    struct db *db;

    if (choose(url, &ops, e) < 0)
        return -1;
    db = xcalloc(1, sizeof(*db));
    db->ops = ops;
    db->opts = *opts;
    if (opts->access == DB_EXAMINE)
        db->opts.access = ops->engine == SQL_ENGINE_SQLITE ? DB_READ_ONLY : DB_READ_WRITE;
    db->url = xstrdup(url);
    if (ops->open(db, e) < 0) {
        db_close(db);
        return -1;
    }
    *ret = db;
    return 0;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    db_rollback(db);
    db->ops->close(db);
    free(db->url);
    free(db);
}

void db_deadline(struct db *db, int64_t ms)
{
    db->opts.deadline_ms = ms;
}

void db_forget(struct db *db)
{
    assert(db->ops->forget && db->state == DB_IDLE);
    db->ops->forget(db);
}

int db_reconnect(struct db *db, struct err *e)
{
    db->ops->close(db);
    db->state = DB_IDLE;
    db->failed = false;
    return db->ops->open(db, e);
}

enum sql_engine db_engine(const struct db *db)
{
    return db->ops->engine;
}

const char *db_description(const struct db *db)
{
    return db->description;
}

const char *db_notice(const struct db *db)
{
    return db->notice;
}

void db_interrupt_on(struct db *db, const volatile int *flag)
{
    db->interrupt = flag;
}

void db_trace(struct db *db, void (*fn)(void *arg, const char *sql), void *arg)
{
    db->trace = fn;
    db->trace_arg = arg;
}

static void trace(const struct db *db, const char *sql)
{
    if (db->trace)
        db->trace(db->trace_arg, sql);
}

/* --- statements --- */

/* What an error leaves behind: a transaction that can only be rolled back. */
static int outcome(struct db *db, int r)
{
    if (r < 0)
        db->failed = true;
    return r;
}

static int check_usable(const struct db *db, struct err *e)
{
    if (!db->session)
        return err_set(e, ERR_DISCONNECTED, "the connection to the database is closed");
    if (db->failed)
        return err_set(e, ERR_BUG, "a statement was tried in a transaction that had failed");
    return 0;
}

static int script(struct db *db, enum sql_id id, const struct sql_args *args, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct sql_text sql;

    if (check_usable(db, e) < 0 || sql_render(db_engine(db), id, args, a, &sql, e) < 0)
        return -1;
    trace(db, sql.text);
    return outcome(db, db->ops->script(db, sql.text, e));
}

/* Outside a transaction a statement gets one of its own that can only read: only there are the settings pinned
   that make results exact, without leaving them behind in a connection that a pooler gives to somebody else. */
static int begin_alone(struct db *db, bool *ret_alone, struct err *e)
{
    *ret_alone = db->state == DB_IDLE;
    if (!*ret_alone)
        return check_usable(db, e);
    if (db_begin_read(db, e) < 0)
        return -1;
    db->deadline_ms = db->opts.deadline_ms ? db->opts.deadline_ms : DEADLINE_MS;
    return 0;
}

static int end_alone(struct db *db, bool alone, int r, struct err *e)
{
    if (alone && r == 0)
        return db_commit(db, e);
    if (alone)
        db_rollback(db);
    return r;
}

static int exec_by(struct db *db, db_exec_fn exec, const struct sql_text *sql, size_t n_params, const char *const *params,
                   struct db_result **ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *result = NULL;
    bool alone;
    int r;

    if (begin_alone(db, &alone, e) < 0)
        return -1;
    trace(db, sql->text);
    r = outcome(db, exec(db, sql->text, n_params, params, &result, e));
    if (end_alone(db, alone, r, e) != 0)
        return -1;
    if (ret)
        *ret = TAKE_PTR(result);
    return 0;
}

int db_exec(struct db *db, const struct sql_text *sql, size_t n_params, const char *const *params,
            struct db_result **ret, struct err *e)
{
    return exec_by(db, db->ops->exec, sql, n_params, params, ret, e);
}

static int run_by(struct db *db, db_exec_fn exec, enum sql_id id, const struct sql_args *args, size_t n_params,
                  const char *const *params, struct db_result **ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct sql_text sql;

    if (sql_render(db_engine(db), id, args, a, &sql, e) < 0)
        return -1;
    return exec_by(db, exec, &sql, n_params, params, ret, e);
}

int db_run(struct db *db, enum sql_id id, const struct sql_args *args, size_t n_params, const char *const *params,
           struct db_result **ret, struct err *e)
{
    return run_by(db, db->ops->exec, id, args, n_params, params, ret, e);
}

int db_run_kept(struct db *db, enum sql_id id, const struct sql_args *args, size_t n_params, const char *const *params,
                struct db_result **ret, struct err *e)
{
    return run_by(db, db->ops->exec_kept ? db->ops->exec_kept : db->ops->exec, id, args, n_params, params, ret, e);
}

int db_script(struct db *db, enum sql_id id, const struct sql_args *args, struct err *e)
{
    if (db->state != DB_WRITING)
        return err_set(e, ERR_BUG, "\"%s\" needs a write transaction", sql_name(id));
    return script(db, id, args, e);
}

int db_prepare(struct db *db, const struct sql_text *sql, struct err *e)
{
    bool alone;
    int r;

    if (begin_alone(db, &alone, e) < 0)
        return -1;
    trace(db, sql->text);
    r = outcome(db, db->ops->prepare(db, sql->text, e));
    return end_alone(db, alone, r, e) != 0 ? -1 : 0;
}

/* --- transactions --- */

static int begin(struct db *db, enum db_state state, const struct db_limits *limits, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct sql_args *args = sql_args_new(a);

    if (db->state != DB_IDLE)
        return err_set(e, ERR_BUG, "a transaction is open already");
    db->lock_timeout_ms = limits->lock_timeout_ms;
    db->statement_timeout_ms = limits->statement_timeout_ms;
    db->deadline_ms = DEADLINE_MS;
    db->notice[0] = '\0';
    sql_args_int(args, "lock_timeout_ms", limits->lock_timeout_ms);
    sql_args_int(args, "statement_timeout_ms", limits->statement_timeout_ms);
    sql_args_int(args, "idle_ms", state == DB_WRITING ? IDLE_WRITE_MS : IDLE_READ_MS);
    sql_args_list(args, "setting");
    for (size_t i = 0; i < limits->n_settings; i++) {
        struct sql_item *item = sql_args_item(args, "setting");

        sql_item_field_text(item, "setting", limits->settings[i].name);
        sql_item_field_text(item, "value", limits->settings[i].value);
    }
    db->state = state;
    if (script(db, state == DB_WRITING ? SQL_BEGIN_WRITE : SQL_BEGIN_READ, args, e) < 0) {
        db_rollback(db);
        return -1;
    }
    db->deadline_ms = db->opts.deadline_ms;
    if (!db->deadline_ms && db->statement_timeout_ms)
        db->deadline_ms = db->statement_timeout_ms + DEADLINE_BEYOND_MS;
    return 0;
}

int db_begin_read(struct db *db, struct err *e)
{
    return begin(db, DB_READING, &(struct db_limits) {0}, e);
}

int db_begin_write(struct db *db, const struct db_limits *limits, struct err *e)
{
    static const struct db_limits short_work = {.lock_timeout_ms = 10 * 1000, .statement_timeout_ms = 60 * 1000};

    if (!limits)
        limits = &short_work;
    if (db->opts.access != DB_READ_WRITE)
        return err_set(e, ERR_BUG, "a write transaction was asked of a read-only handle");
    if (limits->n_settings > 0 && db_engine(db) == SQL_ENGINE_SQLITE)
        return err_set(e, ERR_PLAN, "the setting \"%s\" cannot be made: this database has none", limits->settings[0].name);
    return begin(db, DB_WRITING, limits, e);
}

static int commit_write(struct db *db, const char *sql, struct err *e)
{
    int r;

    FAULT("before-commit");
    r = db->ops->commit(db, sql, e);
    if (r == 0)
        FAULT("after-commit");
    return r;
}

int db_commit(struct db *db, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct sql_text sql;
    int r;

    if (db->state == DB_IDLE)
        return err_set(e, ERR_BUG, "there is no transaction to commit");
    /* COMMIT after an error would keep one half on an engine that undoes statements one by one. */
    if (check_usable(db, e) < 0 || sql_render(db_engine(db), SQL_COMMIT, NULL, a, &sql, e) < 0) {
        db_rollback(db);
        return -1;
    }
    if (!db->deadline_ms)
        db->deadline_ms = DEADLINE_MS;
    trace(db, sql.text);
    r = db->state == DB_WRITING ? commit_write(db, sql.text, e) : db->ops->script(db, sql.text, e);
    if (r < 0)
        db_rollback(db);
    db->state = DB_IDLE;
    return r;
}

void db_rollback(struct db *db)
{
    const volatile int *interrupt = db->interrupt;
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct sql_text sql;
    struct err ignored;

    if (db->state != DB_IDLE && db->session && sql_render(db_engine(db), SQL_ROLLBACK, NULL, a, &sql, &ignored) == 0) {
        /* What is being undone is not interrupted, but does not take forever either. */
        db->interrupt = NULL;
        db->deadline_ms = DEADLINE_MS;
        trace(db, sql.text);
        db->ops->rollback(db, sql.text);
        db->interrupt = interrupt;
    }
    db->state = DB_IDLE;
    db->failed = false;
}

bool db_in_transaction(const struct db *db)
{
    return db->state != DB_IDLE;
}

int db_savepoint(struct db *db, struct err *e)
{
    if (db->state != DB_WRITING)
        return err_set(e, ERR_BUG, "a savepoint needs a write transaction");
    return script(db, SQL_SAVEPOINT, NULL, e);
}

void db_savepoint_rollback(struct db *db)
{
    const volatile int *interrupt = db->interrupt;
    struct err ignored;

    if (db->state != DB_WRITING || !db->session)
        return;
    db->interrupt = NULL;
    db->failed = false;
    if (script(db, SQL_SAVEPOINT_ROLLBACK, NULL, &ignored) < 0)
        db->failed = true;
    db->interrupt = interrupt;
}
