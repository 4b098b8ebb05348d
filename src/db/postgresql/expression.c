/*
 * expression.c: what an expression touches, read off the stored tree of a temporary view over it.
 *
 * The view is made in a transaction that is always rolled back. Making it parses and type-checks the fragments and
 * executes nothing.
 */
#include <string.h>

#include "session.h"

enum { LOCK_TIMEOUT_MS = 5000, STATEMENT_TIMEOUT_MS = 30 * 1000 };

/* The error points into "create view … as" and the statement: the caller knows only the latter. */
static void shift_position(struct err *e, const char *rendered, const char *own)
{
    const char *at = strstr(rendered, own);

    if (e->position && at)
        e->position = MAX(e->position - (int) (at - rendered), 0);
}

static int make_view(struct db *db, struct arena *a, const struct sql_text *sql, struct err *e)
{
    struct sql_args *args = sql_args_new(a);
    struct sql_text view;

    sql_args_statement(args, "query", sql);
    if (sql_render(SQL_ENGINE_POSTGRESQL, SQL_EXPRESSION_VIEW, args, a, &view, e) < 0)
        return -1;
    if (db_exec(db, &view, 0, NULL, NULL, e) < 0) {
        shift_position(e, view.text, sql->text);
        return -1;
    }
    return 0;
}

static int read_tables(struct db *db, struct arena *a, const char *own_table, struct expression_info *ret,
                       struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(db, SQL_EXPRESSION_TABLES, NULL, 0, NULL, &r, e) < 0)
        return -1;
    ret->tables = arena_new_array(a, const char *, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++)
        if (strcmp(db_text(r, i, 0), own_table) != 0)
            ret->tables[ret->n_tables++] = arena_strdup(a, db_text(r, i, 0));
    return 0;
}

static int read_functions(struct db *db, struct arena *a, struct expression_info *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    int64_t *ids;

    if (db_run(db, SQL_EXPRESSION_FUNCTIONS, NULL, 0, NULL, &r, e) < 0)
        return -1;
    ret->volatile_functions = arena_new_array(a, const char *, db_rows(r));
    ret->own_functions = arena_new_array(a, const char *, db_rows(r));
    ret->own_ids = ids = arena_new_array(a, int64_t, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++) {
        const char *name = arena_strdup(a, db_text(r, i, 0));

        if (db_bool(r, i, 1))
            ret->volatile_functions[ret->n_volatile++] = name;
        if (db_bool(r, i, 2))
            continue;
        ids[ret->n_own] = db_int(r, i, 3);
        ret->own_functions[ret->n_own++] = name;
    }
    return 0;
}

int pg_expression(struct db *db, struct arena *a, const struct sql_text *sql, const char *own_table,
                  struct expression_info *ret, struct err *e)
{
    const struct db_limits limits = {.lock_timeout_ms = LOCK_TIMEOUT_MS, .statement_timeout_ms = STATEMENT_TIMEOUT_MS};
    struct expression_info info = {0};
    int r;

    if (db_begin_write(db, &limits, e) < 0)
        return -1;
    r = make_view(db, a, sql, e);
    if (r == 0)
        r = read_tables(db, a, own_table, &info, e);
    if (r == 0)
        r = read_functions(db, a, &info, e);
    db_rollback(db);
    if (r == 0)
        *ret = info;
    return r;
}
